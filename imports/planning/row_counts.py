"""What people should know of all the rows of an import together: how many were changed or left out.

Kept as counts while the rows are planned, and reported once at the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from transactions.models import NOTES_LENGTH_MAX

LINES_SHOWN = 20
"""How many lines a warning names; more nobody reads."""


@dataclass(slots=True)
class RowCounts:
    """How many rows something is to be said of."""

    cut: int = 0
    """Rows with longer notes than a book keeps."""
    unequal: int = 0
    """Transfers to another currency without the file saying what arrives."""
    empty: int = 0
    """Rows that move nothing."""
    empty_lines: list[str] = field(default_factory=list)

    def leave_out(self, line: int) -> None:
        """Count a row that moves nothing."""
        self.empty += 1
        if len(self.empty_lines) < LINES_SHOWN:
            self.empty_lines.append(str(line))

    def warnings(self) -> Iterator[tuple[str, str]]:
        """Yield code and text of each warning."""
        if self.unequal:
            detail = (
                f"{self.unequal} transfers are with an account in another currency, and the file "
                "does not state the amount there. They are imported as expense or income."
            )
            yield "one_sided_transfers", detail
        if self.empty:
            lines = ", ".join(self.empty_lines)
            detail = f"{self.empty} rows have an amount of zero and were left out (line {lines})."
            yield "moves_nothing", detail
        if self.cut:
            detail = (
                f"{self.cut} rows have notes of more than {NOTES_LENGTH_MAX:,} characters; the "
                "rest of the notes was left out."
            )
            yield "notes_cut", detail
