"""Tables of programs whose columns have a meaning that no heading says."""
