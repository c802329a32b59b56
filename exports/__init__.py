"""Exports: the books as files for other programs, streamed. Nothing here writes."""
