"""Budgets: what is to be spent in each period, and what is left of it."""
