"""Entries of double entry as transfers, splits and rows of categories."""
