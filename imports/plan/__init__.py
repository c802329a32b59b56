"""Values of a plan: its rows, its summary, what was stated and decided."""
