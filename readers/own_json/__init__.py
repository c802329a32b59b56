"""Transactions that this program has exported as JSON."""
