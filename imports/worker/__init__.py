"""Background work: takes queued imports and carries each from stage to stage."""
