"""Transactions: what happened, the postings that make it up, and the totals kept of them."""
