"""Values that programs keep, as the texts of a row."""


def plain(value: object) -> str:
    """Return text or a number of a column as text on one line; nothing for another value."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, int):
        return str(value)
    return ""


def lines(value: object) -> str:
    """Return a column's text with its lines, each without superfluous white space."""
    if not isinstance(value, str):
        return plain(value)
    return "\n".join(filter(None, (" ".join(line.split()) for line in value.splitlines())))
