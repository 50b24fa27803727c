"""A look over the whole installation: what was read as values, and what they come to."""
