"""The stage that suggests categories and transfers."""
