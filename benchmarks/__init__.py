"""How fast the tracker is, beside bare SQL and beside a stock implementation: `make bench`."""
