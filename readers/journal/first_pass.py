"""What a journal of hledger or ledger says of itself, gathered over all of it before it is read.

Which sign decimals begin with, which accounts are of which kind, which commodities are the same,
and whether its entries are in the order of their days.
"""

import re
from dataclasses import dataclass, field

from readers.double_entry.account_roles import ASSETS, EQUITY, EXPENSES, INCOME, LIABILITIES
from readers.journal.text import AMOUNT, NUMBERS, Marks, check_count, text_lines
from readers.source import Source

_ODD = re.compile(r",|\.\d{3}(?!\d)|\.\d*\.")
_DATE = re.compile(r"(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_YEAR = re.compile(r"(?:apply )?(?:Y|year) *(\d{4})\b", re.ASCII)
_TYPE = re.compile(r"\btype:\s*(\w+)")
_TYPES = {
    "a": ASSETS, "asset": ASSETS, "assets": ASSETS, "c": ASSETS, "cash": ASSETS,
    "l": LIABILITIES, "liability": LIABILITIES, "liabilities": LIABILITIES,
    "e": EQUITY, "equity": EQUITY, "v": "conversion", "conversion": "conversion",
    "r": INCOME, "revenue": INCOME, "income": INCOME,
    "x": EXPENSES, "expense": EXPENSES, "expenses": EXPENSES,
}  # fmt: skip


@dataclass(slots=True)
class Scan:
    """What the whole of a journal says."""

    marks: Marks
    by_commodity: dict[str, str] = field(default_factory=dict)
    """The decimal sign of a commodity, as a directive writes it."""
    decimal_mark: str = ""
    default: str = ""
    """The commodity of numbers without one."""
    types: dict[str, str] = field(default_factory=dict)
    """The roots that directives give to accounts, or "conversion"."""
    same: dict[str, str] = field(default_factory=dict)
    """Commodities that are others by another name."""
    ordered: bool = True
    _year: int = 0
    _day: tuple[int, int, int] = (0, 0, 0)
    _directive: tuple[str, str] = ("", "")

    def line(self, line: str) -> None:
        """Take one line."""
        first = line[:1]
        if self._directive[0] in ("comment", "test"):
            if line.startswith("end"):
                self._directive = ("", "")
        elif first in " \t":
            self._indented(line)
        elif first.isdigit():
            self._directive = ("", "")
            self._dated(line)
        elif first in "~=":
            self._directive = ("", "")
        elif first.isalpha() or first in "!@":
            word, _, rest = line.lstrip("!@").partition(" ")
            self._directive = (word, rest.strip())
            self._directed(word, rest.strip())
            if match := _YEAR.match(line):
                self._year = int(match[1])

    def _dated(self, line: str) -> None:
        if match := _DATE.match(line):
            day = (int(match[1] or self._year), int(match[2]), int(match[3]))
            self.ordered = self.ordered and day >= self._day
            self._day = day
        else:
            self.ordered = False

    def _indented(self, line: str) -> None:
        if self._directive[0]:
            self._within(line.strip())
        elif _ODD.search(line) or not self.marks.decimal:
            text = line.strip().replace("\t", "  ")
            amounts = "" if text.startswith(";") else text.partition("  ")[2].partition(";")[0]
            for number in NUMBERS.findall(amounts):
                self.marks.see(number)

    def _directed(self, word: str, rest: str) -> None:
        text, _, comment = rest.partition(";")
        text = text.strip()
        if word == "account":
            self._typed(comment)
        elif word == "decimal-mark" and text in (".", ","):
            self.decimal_mark = text
        elif word in ("commodity", "D"):
            symbol = self._sample(text)
            if word == "D":
                self.default = symbol

    def _within(self, text: str) -> None:
        """Take a line below a directive."""
        word, rest = self._directive
        name = rest.partition(";")[0].strip()
        if word == "account" and text.startswith(";"):
            self._typed(text)
        elif word == "commodity":
            key, _, value = text.partition(" ")
            if key == "format":
                self._sample(value.partition(";")[0].strip())
            elif key == "alias":
                self._alias(name.strip('"'), value.strip().strip('"'))

    def _alias(self, name: str, alias: str) -> None:
        if re.fullmatch(r"[A-Z]{3}", alias) and not re.fullmatch(r"[A-Z]{3}", name):
            name, alias = alias, name
        self.same[alias] = name
        check_count(len(self.same), "aliases")

    def _typed(self, comment: str) -> None:
        if match := _TYPE.search(comment):
            name = self._directive[1].partition(";")[0].strip()
            if root := _TYPES.get(match[1].casefold()):
                self.types[name] = root
                check_count(len(self.types), "declared accounts")

    def _sample(self, text: str) -> str:
        """Take an amount that shows how its commodity is written; return the commodity."""
        match = AMOUNT.fullmatch(text)
        if not match:
            return text.strip('"')
        symbol = (match[2] or match[6] or "").strip('"')
        number = match[4] or match[5]
        places = [number.rfind("."), number.rfind(",")]
        if max(places) >= 0:
            last = number[max(places)]
            other = "," if last == "." else "."
            grouped = number.count(last) > 1
            self.by_commodity[symbol] = other if grouped else last
            check_count(len(self.by_commodity), "commodities")
        return symbol


def scanned(source: Source, encoding: str, *, comma_groups: bool) -> Scan:
    """Go through a journal once; nothing in it is refused yet."""
    scan = Scan(Marks(comma_groups=comma_groups))
    for _, line in text_lines(source, encoding):
        scan.line(line)
    return scan
