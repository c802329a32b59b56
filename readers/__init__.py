"""Readers of files: bytes in, rows and balances out. No database, no settings, no book."""
