"""Values that programs keep, as the texts of a row."""


def plain(value: object) -> str:
    """Return what a column says as text on one line; nothing for what is no text or number."""
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
