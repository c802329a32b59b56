"""Profiles of tables: what the columns of known banks and programs are."""
