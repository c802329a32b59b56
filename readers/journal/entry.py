"""One transaction of a journal of hledger or ledger: its lines in, a balanced entry out."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN
from readers.double_entry.converter import Entry
from readers.journal.balancing import Posting
from readers.journal.text import AMOUNT, Commodities, Numbers, Wrong
from readers.statement import Unreadable

_DATE = re.compile(r"(?:(\d{4})[-/.])?(\d{1,2})[-/.](\d{1,2})", re.ASCII)
_HEAD = re.compile(
    r"([\d./-]+)(?:=([\d./-]+))?(?:[ \t]+|$)(?:([*!])[ \t]*)?(?:\(([^)]*)\)[ \t]*)?(.*)"
)
_FAST = re.compile(r"(-?)(\d{1,12})\.(\d\d) ([A-Z]{3})", re.ASCII)
_POSTING_DATE = re.compile(r"\bdate:\s*([\d./-]+)|\[([\d./-]+)(?:=[\d./-]*)?\]", re.ASCII)
_COLON_TAGS = re.compile(r":[^\s:]+(?::[^\s:]+)*:")
_NAMED_TAGS = re.compile(r"[^\s:,]+:(?:,\s*[^\s:,]+:)*,?")
LINES_MAX = 10_000
"""How many lines an entry may have: people write some dozens; it bounds memory."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What hledger and ledger read differently."""

    program: str
    payee_before_bar: bool
    """Whether "payee | note" is two things."""
    comment_anywhere: bool
    """Whether a semicolon after one space begins a comment."""
    lots_weigh: bool
    """Whether what is sold counts at the price of its lot, and not at that it is sold for."""
    comma_groups: bool
    """Whether "1,000" is a thousand."""
    rules_apply: bool
    """Whether automated transactions change balances unasked."""


@dataclass(slots=True)
class Words:
    """What the comments of a transaction say."""

    lines: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    reconciled: bool = False

    def take(self, comment: str) -> None:
        """Take a comment of the transaction."""
        text = _of_comment(comment)
        if text == "reconciled":
            self.reconciled = True
        elif text and not self.tagged(text):
            self.lines.append(text)

    def tagged(self, text: str) -> bool:
        """Take the tags of a comment that is nothing but tags; return whether it was."""
        if _COLON_TAGS.fullmatch(text):
            self.tags += text.strip(":").split(":")
        elif _NAMED_TAGS.fullmatch(text):
            self.tags += [tag.strip().rstrip(":") for tag in text.rstrip(",").split(",")]
        else:
            return False
        return True


def _of_comment(comment: str) -> str:
    return " ".join(comment.lstrip("; \t").split())


class Reader:
    """Reads the transactions of one journal."""

    def __init__(self, dialect: Dialect, numbers: Numbers, commodities: Commodities) -> None:
        self._dialect = dialect
        self._numbers = numbers
        self._commodities = commodities
        self._dates: dict[str, date] = {}
        self.points = numbers.points_are_decimal
        self.year = 0
        self.name_of: Callable[[str], str] = str
        """Returns the full name of an account as it is written."""
        self.moved = False
        """Whether a posting has had another day than its transaction."""
        self.tags: list[str] = []
        """What `apply tag` adds to every transaction."""

    def day(self, text: str, year: int = 0) -> date:
        """Return the date that `text` states; raises Wrong for none."""
        found = self._dates.get(text)
        if found is None:
            match = _DATE.fullmatch(text)
            if not match:
                raise Wrong("no_date", f"{text[:30]!r} is not a date such as 2024-01-31.")
            stated = int(match[1] or year or self.year)
            if not stated and not match[1]:
                detail = f"{text[:30]!r} has no year, and no directive states it: state the year."
                raise Unreadable("no_year", detail, option="year")
            try:
                found = date(stated, int(match[2]), int(match[3]))
            except ValueError:
                raise Wrong("no_date", f"There is no day {text[:30]!r}.") from None
            if not DATE_MIN <= found <= DATE_MAX:
                detail = f"{found} is not from {DATE_MIN.year} to {DATE_MAX.year}."
                raise Wrong("no_date", detail)
            if match[1]:
                self._dates[text] = found
                # More than a century has days, in several styles; it bounds memory.
                if len(self._dates) > 100_000:
                    self._dates.clear()
        return found

    def transaction(self, block: list[tuple[int, str]]) -> tuple[Entry, list[Posting]]:
        """Return the entry that the lines of a transaction state, without its legs yet.

        The postings are in their order, without those that balance with nothing.
        """
        line, head = block[0]
        match = _HEAD.fullmatch(head)
        if not match:
            raise Wrong("no_transaction", f"{head[:60]!r} does not begin a transaction.")
        day = self.day(match[1])
        words = Words()
        payee, description = self._title(match[5], words)
        postings: list[Posting] = []
        for number, text in block[1:]:
            stripped = text.strip()
            try:
                if stripped[:1] != ";":
                    postings.append(self._posting(number, stripped, day, words))
                elif postings:
                    self._about(postings[-1], stripped, day, words)
                else:
                    words.take(stripped)
            except Wrong as wrong:
                wrong.line = number
                raise
        if not self._dialect.payee_before_bar and not description and words.lines:
            description = words.lines.pop(0)
        if match[2]:
            words.lines.append(f"{match[2]} (second date)")
        entry = Entry(
            line,
            day,
            [],
            payee,
            "" if description == payee else description,
            "\n".join(words.lines),
            "",
            (match[4] or "").strip(),
            tuple(dict.fromkeys([*self.tags, *words.tags])),
            "reconciled" if words.reconciled else _status(match[3], postings),
        )
        return entry, postings

    def _title(self, title: str, words: Words) -> tuple[str, str]:
        """Return the payee and the description on the line of a transaction."""
        description = ""
        if ";" in title:
            mark = ";" if self._dialect.comment_anywhere else "  ;"
            title, _, comment = title.replace("\t", "  ").partition(mark)
            before = len(words.lines)
            words.take(comment)
            description = words.lines.pop() if len(words.lines) > before else ""
        if self._dialect.payee_before_bar and "|" in title:
            title, _, note = title.partition("|")
            if description:
                words.lines.append(description)
            description = " ".join(note.split())
        return " ".join(title.split()), description

    def _about(self, posting: Posting, comment: str, day: date, words: Words) -> None:
        """Take a comment of a posting."""
        text = _of_comment(comment)
        if words.tagged(text):
            return
        if match := _POSTING_DATE.search(text):
            posting.date = self.day(match[1] or match[2], day.year)
            self.moved = True
            text = text.replace(match[0], "").strip(" ,")
        posting.memo = f"{posting.memo} {text}".strip()

    def _posting(self, line: int, text: str, day: date, words: Words) -> Posting:
        """Return the posting of one line."""
        if "\t" in text:
            text = text.replace("\t", "  ")
        status = ""
        if text[0] in "*!":
            status, text = text[0], text[1:].lstrip()
        name, _, rest = text.partition("  ")
        posting = Posting(line, name, status=status)
        if name[:1] in ("(", "["):
            if name[-1] not in ")]":
                raise Wrong("no_account", f"{name[:60]!r}: a bracket is missing.")
            posting.balanced, posting.account = name[0], name[1:-1].strip()
        posting.account = self.name_of(posting.account)
        rest = rest.lstrip()
        if ";" in rest:
            rest, _, comment = rest.partition(";")
            self._about(posting, comment, day, words)
        if rest := rest.rstrip():
            self._amounts(posting, rest)
        return posting

    def _amounts(self, posting: Posting, rest: str) -> None:
        """Take what stands after the name of an account."""
        fast = _FAST.fullmatch(rest) if self.points else None
        if fast and fast[4] in CURRENCIES:
            posting.amount = Decimal(f"{fast[1]}{fast[2]}.{fast[3]}")
            posting.commodity = fast[4]
            return
        if rest[0] == "(":
            detail = f"{rest[:40]!r}: write the result as an amount."
            raise Wrong("expression", detail)
        at = 0
        if rest[0] != "=":
            posting.amount, posting.commodity, at = self._amount(rest, 0)
        while at < len(rest):
            at = self._addition(posting, rest, at)
            while rest[at : at + 1] == " ":
                at += 1

    def _addition(self, posting: Posting, rest: str, at: int) -> int:
        """Take a lot, a price or an assertion at a place of a line; return where it ends."""
        if rest[at] == "{":
            return self._lot(posting, rest, at)
        if rest[at] == "=":
            return self._assertion(posting, rest, at)
        if rest[at] == "@" or rest.startswith(("(@)", "(@@)"), at):
            return self._cost(posting, rest, at)
        if rest[at] in "[(":
            return _closed(rest, at, "]" if rest[at] == "[" else ")")
        raise _no_amount(rest)

    def _amount(self, text: str, at: int) -> tuple[Decimal, str, int]:
        """Return the number and the commodity at a place of a line, and where they end."""
        match = AMOUNT.match(text, at)
        if not match:
            raise _no_amount(text)
        sign, before, second, of_before, alone, after = match.groups()
        symbol = (before or after or "").strip('"')
        number = self._numbers.read((of_before or alone).rstrip(), symbol)
        commodity = self._commodities.code(symbol) if symbol or number else ""
        if (sign == "-") != (second == "-"):
            number = -number
        return number, commodity, match.end()

    def _lot(self, posting: Posting, rest: str, at: int) -> int:
        end = _closed(rest, at, "}")
        total = rest.startswith("{{", at)
        inside = rest[at:end].strip("{}= ")
        # hledger lets a lot be without a price.
        if posting.amount is not None and (inside or self._dialect.lots_weigh):
            price, commodity, _ = self._amount(inside, 0)
            value = price.copy_sign(posting.amount) if total else price * posting.amount
            posting.lot = (value, commodity)
        return end + rest.startswith("}", end)

    def _cost(self, posting: Posting, rest: str, at: int) -> int:
        """Take a price, for one or for all, unless that of a lot counts instead."""
        if posting.amount is None:
            raise _no_amount(rest)
        total = rest.startswith(("@@", "(@@)"), at)
        at = rest.index("@", at) + (2 if total else 1)
        price, commodity, at = self._amount(rest, at + rest.startswith(")", at))
        value = price.copy_sign(posting.amount) if total else price * posting.amount
        by_lot = posting.lot if self._dialect.lots_weigh else None
        posting.value, posting.value_commodity = by_lot or (value, commodity)
        return at

    def _assertion(self, posting: Posting, rest: str, at: int) -> int:
        at += 2 if rest.startswith("==", at) else 1
        if rest.startswith("*", at):
            posting.inclusive, at = True, at + 1
        posting.asserted, posting.asserted_commodity, at = self._amount(rest, at)
        if rest.startswith("@", at):
            _, _, at = self._amount(rest, at + (2 if rest.startswith("@@", at) else 1))
        return at


def _no_amount(text: str) -> Wrong:
    detail = f"{text[:60]!r} is not an amount such as 10.00 EUR."
    return Wrong("no_amount", detail)


def _closed(text: str, at: int, bracket: str) -> int:
    """Return where what a bracket opens ends."""
    end = text.find(bracket, at)
    if end < 0:
        raise _no_amount(text)
    return end + 1


def _status(mark: str | None, postings: list[Posting]) -> str:
    """Return the status of a transaction, or that on which all its marked postings agree."""
    marks = {mark} if mark else {posting.status for posting in postings if posting.status}
    if marks == {"*"}:
        return "cleared"
    return "pending" if "!" in marks else ""
