"""Exchange rates by day: a book's own, and the reference rates that banks publish."""
