"""Whether a book is what it says: every invariant looked at again, every figure recomputed."""
