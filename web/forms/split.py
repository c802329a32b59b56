"""The lines of a split as they are typed, and what of the total they leave open."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from common.integers import number_of
from common.money import Currency, from_minor
from transactions.drafts import LineDraft, with_pointers
from transactions.models import DESCRIPTION_LENGTH_MAX, PostingKind
from transactions.row_rules import POSTINGS_MAX
from web.formats import NumberForm
from web.reading.amounts import read_amount
from web.reading.refusals import NotRead

_COLUMNS = ("line_id", "line_category", "line_text", "line_amount")
"""The names of the fields of a line; each comes once for every line, in order."""


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line as it was typed."""

    number: int
    id: str = ""
    category: str = ""
    text: str = ""
    amount: str = ""
    minor: int | None = None
    """What the amount states, once it was read."""
    fault: str = ""

    @property
    def is_blank(self) -> bool:
        return not (self.category or self.text or self.amount)


@dataclass
class SplitLines:
    """The lines of a split; none where the entry is not split."""

    lines: list[TypedLine] = field(default_factory=list)
    stored: Mapping[int, LineDraft] = field(default_factory=dict)
    """The postings of the transaction as it is stored, by id."""

    @classmethod
    def of(cls, data: Any) -> "SplitLines":
        """Return the lines that a sent form has."""
        columns = [data.getlist(name) if hasattr(data, "getlist") else [] for name in _COLUMNS]
        count = max(map(len, columns))
        padded = [[*column, *([""] * (count - len(column)))] for column in columns]
        rows = list(zip(*padded, strict=False))[:count]
        return cls([TypedLine(number, *row) for number, row in enumerate(rows, start=1)])

    def __bool__(self) -> bool:
        return bool(self.lines)

    def read(self, currency: Currency, form: NumberForm) -> None:
        """Read the amounts of the lines that are not blank."""
        self.lines = [
            line if line.is_blank else self._read(line, currency, form) for line in self.lines
        ]

    def drop_blank(self) -> None:
        """Leave out the lines in which nothing was typed."""
        self.lines = [line for line in self.lines if not line.is_blank]

    def _read(self, line: TypedLine, currency: Currency, form: NumberForm) -> TypedLine:
        if line.category and not number_of(line.category):
            return replace(line, fault=gettext("Choose one of the categories."))
        if len(line.text) > DESCRIPTION_LENGTH_MAX:
            detail = gettext("A text has at most %(count)d characters.")
            return replace(line, fault=detail % {"count": DESCRIPTION_LENGTH_MAX})
        if not line.amount.strip():
            return replace(line, fault=gettext("State the amount."))
        try:
            return replace(line, minor=read_amount(line.amount, currency, form).minor)
        except NotRead as refused:
            return replace(line, fault=str(refused))

    @property
    def is_faulty(self) -> bool:
        return any(line.fault for line in self.lines)

    def fault_for(self, kind: str | None) -> str:
        """Why a transaction of this kind cannot have the lines; empty where it can."""
        count = sum(not line.is_blank for line in self.lines)
        if count > POSTINGS_MAX:
            return gettext("A split has at most %(count)d lines.") % {"count": POSTINGS_MAX}
        if count and kind == PostingKind.TRANSFER:
            return gettext("A transfer is not split. Take its lines away first.")
        return ""

    @property
    def total(self) -> int:
        """The sum of the lines that could be read, in minor units."""
        return sum(line.minor or 0 for line in self.lines)

    def give_rest(self, total: int, shown: Callable[[int], str]) -> None:
        """Give what is open of `total` to the last line without an amount, or else to the last.

        `shown` writes an amount as the person would.
        """
        if not self.lines:
            return
        empty = [line for line in self.lines if not line.amount.strip()]
        last = (empty or self.lines)[-1]
        self._set({last.number: (last.minor or 0) + total - self.total}, shown)

    def give_evenly(self, total: int, shown: Callable[[int], str]) -> None:
        """Give each line without an amount the same share of what is open; without such, all."""
        empty = [line for line in self.lines if not line.amount.strip()] or self.lines
        kept = sum(line.minor or 0 for line in self.lines if line not in empty)
        self._share(total - kept, dict.fromkeys((line.number for line in empty), 1), shown)

    def give_by_proportion(self, total: int, shown: Callable[[int], str]) -> None:
        """Share `total` among the lines in the proportion of their amounts."""
        weights = {line.number: max(line.minor or 0, 0) for line in self.lines}
        if any(weights.values()):
            self._share(total, weights, shown)

    def _share(self, total: int, weights: Mapping[int, int], shown: Callable[[int], str]) -> None:
        """Share `total` by `weights`; units that are left over go one by one from the top."""
        whole = sum(weights.values())
        if not whole:
            return
        shares = {number: total * weight // whole for number, weight in weights.items()}
        left = total - sum(shares.values())
        for number in [number for number, weight in weights.items() if weight][:left]:
            shares[number] += 1
        self._set(shares, shown)

    def _set(self, minors: Mapping[int, int], shown: Callable[[int], str]) -> None:
        self.lines = [
            replace(line, amount=shown(minors[line.number]), minor=minors[line.number], fault="")
            if line.number in minors
            else line
            for line in self.lines
        ]

    def drafts(self, currency: Currency, *, outward: bool) -> tuple[LineDraft, ...]:
        """Return the postings that the lines state; of money that goes out each is negative.

        A line that stands for a stored posting keeps its account and kind.
        """
        return with_pointers(tuple(self._draft(line, currency, outward) for line in self.lines))

    def _draft(self, line: TypedLine, currency: Currency, outward: bool) -> LineDraft:  # noqa: FBT001  # private
        minor = line.minor or 0
        stored = self.stored.get(number_of(line.id))
        return replace(
            stored or LineDraft(amount=Decimal(0)),
            amount=from_minor(-minor if outward else minor, currency),
            category=number_of(line.category) if line.category else None,
            description=line.text,
        )
