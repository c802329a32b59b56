"""Databases of Money Manager Ex."""
