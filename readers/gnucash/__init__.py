"""Books of GnuCash, as XML and as SQLite."""
