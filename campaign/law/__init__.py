"""Clocks and provisions of the information laws; pure."""
