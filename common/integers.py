"""The integers that a column of a table holds."""

BIGINT_MAX = 2**63 - 1
"""The largest id: a BIGINT has 64 bits, one of them for the sign."""


def number_of(text: str) -> int:
    """Return the id that `text` states; 0, which no row has, for anything else."""
    return int(text) if text.isdecimal() and len(text) < 19 else 0  # digits that a BIGINT holds
