"""The stage that makes a plan: account, category and verdict of each row."""
