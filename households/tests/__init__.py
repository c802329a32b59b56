"""Tests of sharing a book."""
