"""What practice authorities say, as sentences of the grammar in `wording`."""
