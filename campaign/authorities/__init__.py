"""Importing and selecting public authorities."""
