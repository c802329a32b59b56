"""Budgets of Actual."""
