"""Books: what one person or household keeps, who may see it, and its numbered changes."""
