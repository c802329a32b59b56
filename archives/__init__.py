"""Archives: a whole book as one file, and a book made of such a file again."""
