"""A practice site on loopback whose authorities answer by themselves."""
