"""One Alaveteli site: addresses, manners, pages and forms."""
