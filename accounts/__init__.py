"""Accounts: where money is, and how much of it."""
