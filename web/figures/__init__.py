"""What the overview and the reports show: figures, the rows behind each, and their pictures."""
