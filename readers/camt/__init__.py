"""CAMT.052, 053 and 054 of ISO 20022."""
