"""What all JSON endpoints share and no domain app owns."""
