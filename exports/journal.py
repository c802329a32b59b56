"""The book as a journal of hledger or of ledger.

The two read nearly the same text. Where they do not, a `Dialect` says what differs. Whatever
people wrote is spelled so that neither program takes it for anything but text: the characters that
would end a name or begin a date, a tag or a comment give way to their full-width forms.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from common.money import CURRENCIES, format_amount
from exports.account_names import AccountNames, Leg, Prices, Spelling
from exports.reading import Reading
from transactions.models import Status
from transactions.stored import StoredTransaction

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
_FULL_WIDTH = {ord(mark): ord(mark) + 0xFEE0 for mark in ":;|[]"}
_IN_COMMENTS = {ord(mark): ord(mark) + 0xFEE0 for mark in "[]"}
# A word with a colon after it is a tag in a comment, and some tags mean something; in an address
# it has to stay what it is.
_COLON = re.compile(r":(?!//)")
_NOT_IN_TAGS = re.compile(r"[^\w-]")

# Tags that mean something to one of the programs.
RESERVED_TAGS = frozenset(
    {"date", "date2", "type", "payee", "uuid", "value", "checkin", "checkout"}
)


@dataclass(frozen=True, slots=True)
class Dialect:
    """What only one of the two programs writes so."""

    heading: tuple[str, ...]
    commodity: str
    """With {sample}, an amount of one thousand, and {code}."""
    whole_sample: str
    """One thousand of a currency without decimals."""
    tags: tuple[str, str, str]
    """What stands before, between and after tags."""
    payee_and_description: bool
    """Whether the line of a transaction has room for both."""


HLEDGER = Dialect(
    heading=("decimal-mark .",),
    commodity="commodity {sample} {code}",
    whole_sample="1000.",
    tags=("", ":, ", ":"),
    payee_and_description=True,
)
LEDGER = Dialect(
    heading=(),
    commodity="commodity {code}\n    format {sample} {code}",
    whole_sample="1000",
    tags=(":", ":", ":"),
    payee_and_description=False,
)


def journal(reading: Reading, dialect: Dialect) -> Iterator[bytes]:
    """Yield the file: what is declared, then the entries by day."""
    writer = Writer(reading, dialect)
    yield writer.declarations().encode()
    for batch in reading.batches():
        yield "".join(text for row in batch for text in writer.entry(row)).encode()
    yield "".join(writer.openings_until(None)).encode()


def spelled(name: str) -> str:
    """Return `name` without what means something in a name of an account or a payee."""
    return " ".join(_CONTROL.sub("\ufffd", name).translate(_FULL_WIDTH).split())


def spelled_tag(name: str) -> str:
    return _NOT_IN_TAGS.sub("-", name)


def comment(text: str) -> str:
    """Return one line of `text` without what means something in a comment."""
    plain = " ".join(_CONTROL.sub(" ", text).translate(_IN_COMMENTS).split())
    return _COLON.sub("\uff1a", plain)


class Writer:
    """Writes the parts of a journal."""

    def __init__(self, reading: Reading, dialect: Dialect) -> None:
        self.dialect = dialect
        self.chart = AccountNames(reading, spelled)
        self.openings = self.chart.openings()
        self.home = reading.book.home_currency
        self.prices = Prices(self.home)
        tags = Spelling(spelled_tag, RESERVED_TAGS)
        self.tags = {key: tags.of(name, key) for key, name in reading.tags}

    def declarations(self) -> str:
        """Return the directives with which `--strict` finds every name declared."""
        lines = [*self.dialect.heading]
        for code in self.chart.currencies():
            exponent = CURRENCIES[code].exponent
            sample = f"1000.{'0' * exponent}" if exponent else self.dialect.whole_sample
            lines.append(self.dialect.commodity.format(sample=sample, code=code))
        lines += [f"account {name}" for name in self.chart.names()]
        lines += [f"tag {name}" for name in self.tags.values()]
        return "".join(f"{line}\n" for line in lines)

    def entry(self, row: StoredTransaction) -> Iterator[str]:
        """Yield what comes before `row` and the text of it."""
        day = row.date.isoformat()
        yield from self.openings_until(day)
        prices = self.prices.new(row)
        before = [f"P {day} {code} {rate} {self.home}" for code, rate in prices]
        mark = "!" if row.status == Status.PENDING else "*"
        lines = [*before, f"{day} {mark} ({row.pk}) {self._title(row)}".rstrip()]
        lines += [f"    ; {text}" for text in self._comments(row)]
        lines += [_leg(leg) for leg in self.chart.legs(row)]
        yield "\n" + "".join(f"{line}\n" for line in lines)

    def openings_until(self, day: str | None) -> Iterator[str]:
        for opened, legs in self.openings.until(day):
            lines = [f"{opened} * Opening balance", *(_leg(leg) for leg in legs)]
            yield "\n" + "".join(f"{line}\n" for line in lines)

    def _title(self, row: StoredTransaction) -> str:
        payee, description = spelled(row.payee or ""), spelled(row.description)
        if payee and description and self.dialect.payee_and_description:
            return f"{payee} | {description}"
        return payee or description

    def _comments(self, row: StoredTransaction) -> Iterator[str]:
        if row.payee and row.description and not self.dialect.payee_and_description:
            yield comment(row.description)
        if row.tags:
            before, between, after = self.dialect.tags
            names = between.join(self.tags[tag.tag_id] for tag in row.tags)
            yield f"{before}{names}{after}"
        if row.status == Status.RECONCILED:
            yield Status.RECONCILED.value
        yield from filter(None, map(comment, row.notes.splitlines()))


def _leg(leg: Leg) -> str:
    amount = format_amount(leg.amount, CURRENCIES[leg.currency])
    line = f"    {leg.account}  {amount} {leg.currency}"
    note = comment(leg.description)
    return f"{line}  ; {note}" if note else line
