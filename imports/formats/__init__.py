"""The formats that can be read. To add one: a module here, and its line in FORMATS."""
