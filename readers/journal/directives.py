"""The directives of a journal: what they change for the transactions below them."""

import re

from readers.journal.entry import Reader
from readers.journal.names import Names
from readers.journal.text import Wrong
from readers.statement import Unreadable

_YEAR = re.compile(r"\d{4}", re.ASCII)
_CLOCK = frozenset("ioIObh")
_WITHOUT_EFFECT = {
    "P", "N", "C", "D", "payee", "tag", "commodity", "decimal-mark", "def", "define", "assert",
    "check", "value", "expr", "eval", "python", "import", "capture", "endfixed", "fixed",
}  # fmt: skip


class Directives:
    """Takes the directives of one journal as they come."""

    def __init__(self, reader: Reader, names: Names) -> None:
        self._reader = reader
        self._names = names
        self._applied: list[str] = []
        self.bucket = ""
        """The account that a transaction of one posting is balanced with."""

    def take(self, block: list[tuple[int, str]]) -> str:
        """Take a directive; return what of it is left out, or nothing.

        Raises Wrong for an unknown one and Unreadable for one that needs another file.
        """
        line = block[0][1].lstrip("!@")
        word, _, rest = line.partition(" ")
        text = rest.partition("  ;")[0].strip()
        if re.fullmatch(r"Y\d{4}\s*", word):
            word, text = "Y", word[1:]
        if word == "include":
            raise Unreadable(
                "include",
                f"Line {block[0][0]} includes another file, {text[:60]!r}, which was not "
                "uploaded. Write all entries into one file with `hledger print` or `ledger "
                "print`.",
            )
        if word in _CLOCK:
            return "lines of a time clock"
        taken = getattr(self, f"_{word.lower()}", None) if word in _TAKEN else None
        if taken:
            taken(text, block)
        elif word not in _WITHOUT_EFFECT:
            raise Wrong("unknown_directive", f"{line[:40]!r} is neither a date nor a directive.")
        return ""

    def _account(self, text: str, block: list[tuple[int, str]]) -> None:
        name = re.split(r"  |\t|;", text)[0].strip()
        for _, line in block[1:]:
            word, _, value = line.strip().partition(" ")
            if word == "alias":
                self._names.alias(f"{value.strip()} = {name}")
            elif word == "default":
                self.bucket = self._names.full(name)

    def _alias(self, text: str, block: list[tuple[int, str]]) -> None:
        self._names.alias(text)

    def _bucket(self, text: str, block: list[tuple[int, str]]) -> None:
        self.bucket = self._names.full(text)

    _a = _bucket

    def _y(self, text: str, block: list[tuple[int, str]]) -> None:
        if not _YEAR.fullmatch(text):
            raise Wrong("no_year", f"{text[:20]!r} is not a year such as 2024.")
        self._reader.year = int(text)

    _year = _y

    def _apply(self, text: str, block: list[tuple[int, str]]) -> None:
        what, _, value = text.partition(" ")
        self._applied.append(what)
        if what == "account":
            self._names.enter(value.strip())
        elif what == "tag":
            self._reader.tags.append(value.partition(":")[0].strip())
        elif what == "year":
            self._y(value.strip(), block)

    def _end(self, text: str, block: list[tuple[int, str]]) -> None:
        if text == "aliases":
            self._names.end_aliases()
        elif text.startswith("apply") and self._applied:
            what = self._applied.pop()
            if what == "account":
                self._names.leave()
            elif what == "tag":
                self._reader.tags.pop()


_TAKEN = frozenset({"account", "alias", "bucket", "A", "Y", "year", "apply", "end"})
