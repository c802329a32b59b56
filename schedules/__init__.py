"""Schedules: what recurs, when it is due, and what has come of each occurrence."""
