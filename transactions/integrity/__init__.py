"""The checks of transactions over a whole book, for `books.integrity`."""
