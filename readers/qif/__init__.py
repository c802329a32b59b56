"""QIF of Quicken and of those that imitate it."""
