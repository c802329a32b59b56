"""QR codes as a path of SVG, which a page draws inline."""

from dataclasses import dataclass

from qrcode.main import QRCode

_BORDER = 3
"""Light modules around it: fewer than the standard's four, on a page that is light around it."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A square of `size` modules, and the path of the dark ones."""

    size: int
    path: str


def qr_drawing(text: str) -> Drawing:
    """Draw the QR code of `text`, each run of dark modules of a line as one rectangle."""
    code = QRCode(border=_BORDER)
    code.add_data(text)
    rows = code.get_matrix()
    runs = [run for y, row in enumerate(rows) for run in _runs(row, y)]
    return Drawing(len(rows), "".join(runs))


def _runs(row: list[bool], y: int) -> list[str]:
    parts, start = [], None
    for x, dark in enumerate([*row, False]):
        if dark and start is None:
            start = x
        elif not dark and start is not None:
            parts.append(f"M{start} {y}h{x - start}v1H{start}z")
            start = None
    return parts
