"""Categories: the tree of what money is spent on and comes from."""
