"""The integers that a column of a table holds."""

BIGINT_MAX = 2**63 - 1
"""The largest id: a BIGINT has 64 bits, one of them for the sign."""
