"""People: registration, sign-in, tokens, and what a person may change about their own account."""
