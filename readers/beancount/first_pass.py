"""What a Beancount file says of itself, gathered over all of it before its entries are read."""

import re
from dataclasses import dataclass, field

from readers.beancount.entry import is_account
from readers.beancount.text import blocks, tokens, unquoted
from readers.double_entry.account_roles import (
    ASSETS,
    EQUITY,
    EXPENSES,
    INCOME,
    LIABILITIES,
    Place,
    place_of,
)
from readers.journal.text import Wrong, check_count, text_lines
from readers.source import Source

_OPTION = re.compile(r'option\s+("(?:[^"\\]|\\.)*")\s+("(?:[^"\\]|\\.)*")', re.DOTALL)
_OPEN = re.compile(r"\d{4}[-/]\d\d?[-/]\d\d?\s+open\s+(\S+)(.*)", re.DOTALL)
_PAD = re.compile(r"\d{4}[-/]\d\d?[-/]\d\d?\s+pad\s+(\S+)")
_NAME = re.compile(r'\s+name:\s*("(?:[^"\\]|\\.)*")', re.DOTALL)
_DATED = re.compile(r"(\d{4})[-/](\d\d?)[-/](\d\d?)\s+(?!open|close|commodity|price)")
_ROOTS = (ASSETS, LIABILITIES, EQUITY, INCOME, EXPENSES)


@dataclass(slots=True)
class Scan:
    """The options of a file and what it opens."""

    options: dict[str, list[str]] = field(default_factory=dict)
    currencies: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """The currencies that each account is opened with."""
    methods: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """What accounts are called for people, as metadata of their opening says."""
    parents: set[str] = field(default_factory=set)
    padded: set[str] = field(default_factory=set)
    ordered: bool = True
    _options: int = 0
    _day: tuple[int, int, int] = (0, 0, 0)

    def block(self, block: list[tuple[int, str]]) -> None:
        """Take what one entry says."""
        line = block[0][1]
        if line.startswith("option"):
            if match := _OPTION.match(line):
                self._options += 1
                check_count(self._options, "options")
                self.options.setdefault(unquoted(match[1]), []).append(unquoted(match[2]))
        elif match := _DATED.match(line):
            day = (int(match[1]), int(match[2]), int(match[3]))
            self.ordered = self.ordered and day >= self._day
            self._day = day
            if padded := _PAD.match(line):
                self.padded.add(padded[1])
                check_count(len(self.padded), "padded accounts")
        elif match := _OPEN.match(line):
            self._opened(match[1], match[2], block)

    def _opened(self, account: str, rest: str, block: list[tuple[int, str]]) -> None:
        if not is_account(account):
            return
        try:
            found = tokens(rest)
        except Wrong:
            return
        codes = tuple(token.text for token in found if token.kind == "currency")
        self.currencies[account] = codes
        check_count(len(self.currencies), "accounts")
        for token in found:
            if token.kind == "string":
                self.methods[account] = token.text
        above = account.rpartition(":")[0]
        while above and above not in self.parents:
            self.parents.add(above)
            above = above.rpartition(":")[0]
        for _, line in block[1:]:
            if match := _NAME.match(line):
                self.names[account] = " ".join(unquoted(match[1]).split())

    def option(self, name: str, default: str) -> str:
        """Return the last value of an option."""
        return self.options.get(name, [default])[-1]

    def roots(self) -> dict[str, str]:
        """Return what the first parts of account names mean, by the options."""
        return {self.option(f"name_{root}", root.capitalize()): root for root in _ROOTS}

    def place(self, account: str) -> Place:
        """Return what an account is."""
        first, *rest = account.split(":")
        root = self.roots().get(first, "")
        if not root:
            return place_of(account)
        below, name = [], first
        for part in rest:
            name = f"{name}:{part}"
            below.append(self.names.get(name, part))
        return place_of(account, root=root, below=below, label=self.names.get(account, ""))


def scanned(source: Source, encoding: str) -> Scan:
    """Go through a file once; nothing in it is refused yet."""
    scan = Scan()
    for block in blocks(text_lines(source, encoding)):
        scan.block(block)
    return scan
