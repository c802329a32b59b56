"""Years of two digits, in formats that do not say which century they are of."""

PIVOT = 70
"""From here on it is the last century: programs that write such years are younger, and bookings are
dated a few years ahead at most."""


def whole_year(last_digits: int) -> int:
    """Return the year of which `last_digits` are the last two."""
    return last_digits + (1900 if last_digits >= PIVOT else 2000)
