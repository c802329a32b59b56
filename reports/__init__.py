"""Reports: what the books say, as values. Nothing here writes."""
