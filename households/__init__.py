"""Books that several people keep: more books, their members, and how one becomes a member."""
