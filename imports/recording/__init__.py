"""The stage that records a committed plan in one change."""
