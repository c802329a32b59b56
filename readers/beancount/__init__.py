"""Ledgers of Beancount."""
