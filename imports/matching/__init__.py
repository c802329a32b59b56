"""The stage that finds rows which the book, or the file itself, already has."""
