"""Typo-tolerant search on ordinary MongoDB indexes: see docs/decisions/0007-search.md."""
