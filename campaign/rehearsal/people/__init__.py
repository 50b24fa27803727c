"""The practice authorities: who they are, when they answer, and what they write."""
