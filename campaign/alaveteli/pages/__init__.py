"""Parsers of pages: bytes in, frozen records out, `UnknownPage` for anything else."""
