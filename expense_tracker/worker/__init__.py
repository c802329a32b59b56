"""The worker of the whole project: runs the background jobs of every app."""
