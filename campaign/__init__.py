"""One Freedom of Information request to many authorities, from letter to browsable answers."""

__version__ = "0.1.0"
