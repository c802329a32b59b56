"""Counts how often an import records what its file says, by files with known facts."""
