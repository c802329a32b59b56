"""Journals of hledger and of Ledger."""
