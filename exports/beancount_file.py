"""The book as a Beancount file.

A component of an account name begins there with a capital or a digit and has nothing in it but
letters, digits and hyphens. What our accounts and categories are really called stands beside them,
as metadata.
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

from common.money import CURRENCIES, format_amount
from exports.account_names import CONVERSION, OPENING, AccountNames, Leg, Prices, Spelling
from exports.reading import Reading
from transactions.models import Status
from transactions.stored import StoredTransaction

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_NOT_IN_TAGS = re.compile(r"[^A-Za-z0-9_-]+")
_LETTERS = {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}
_CAPITALS = {"Lu", "Nd"}


def beancount_file(reading: Reading) -> Iterator[bytes]:
    """Yield the file: what is opened, then the entries by day."""
    writer = Writer(reading)
    yield writer.declarations().encode()
    for batch in reading.batches():
        yield "".join(text for row in batch for text in writer.entry(row)).encode()
    yield "".join(writer.openings_until(None)).encode()


def component(name: str) -> str:
    """Return `name` as one component of the name of an account."""
    plain = "".join(c if unicodedata.category(c) in _LETTERS else "-" for c in name).strip("-")
    plain = plain[:1].upper() + plain[1:]
    capital = plain and unicodedata.category(plain[0]) in _CAPITALS
    return plain if capital else f"X{plain}"


def spelled_tag(name: str) -> str:
    """Return `name` in the few characters that a tag may have: letters lose their accents."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _NOT_IN_TAGS.sub("-", plain).strip("-") or "tag"


def quoted(text: str) -> str:
    """Return `text` as a string of Beancount."""
    lines = _CONTROL.sub("\ufffd", text.replace("\r\n", "\n"))
    return '"' + "".join(_ESCAPES.get(c, c) for c in lines) + '"'


class Writer:
    """Writes the parts of a file."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.chart = AccountNames(reading, component)
        self.openings = self.chart.openings()
        self.home = reading.book.home_currency
        self.prices = Prices(self.home)
        tags = Spelling(spelled_tag)
        self.tags = {key: tags.of(name, key) for key, name in reading.tags}

    def declarations(self) -> str:
        day = self._first_day().isoformat()
        lines = [
            f'option "title" {quoted(self.reading.book.name)}',
            f'option "operating_currency" {quoted(self.home)}',
        ]
        lines += [f"{day} commodity {code}" for code in self.chart.currencies()]
        for key, row in self.reading.accounts.items():
            name = self.chart.accounts[key]
            lines += [f"{day} open {name} {row.currency}", f"  name: {quoted(row.name)}"]
        for key, category in self.reading.categories.items():
            name = self.chart.categories[key]
            lines += [f"{day} open {name}", f"  name: {quoted(category.name)}"]
        others = (OPENING, CONVERSION, *self.chart.uncategorised.values())
        lines += [f"{day} open {name}" for name in others]
        return "".join(f"{line}\n" for line in lines)

    def entry(self, row: StoredTransaction) -> Iterator[str]:
        """Yield what comes before `row` and the text of it."""
        day = row.date.isoformat()
        yield from self.openings_until(day)
        prices = self.prices.new(row)
        before = [f"{day} price {code} {rate} {self.home}" for code, rate in prices]
        mark = "!" if row.status == Status.PENDING else "*"
        payee = f"{quoted(row.payee)} " if row.payee else ""
        tags = "".join(f" #{self.tags[tag.tag_id]}" for tag in row.tags)
        lines = [
            *before,
            f"{day} {mark} {payee}{quoted(row.description)}{tags}",
            f"  id: {quoted(str(row.pk))}",
        ]
        if row.status == Status.RECONCILED:
            lines.append(f"  status: {quoted(Status.RECONCILED.value)}")
        if row.notes:
            lines.append(f"  notes: {quoted(row.notes)}")
        lines += [line for leg in self.chart.legs(row) for line in _leg(leg)]
        yield "\n" + "".join(f"{line}\n" for line in lines)

    def openings_until(self, day: str | None) -> Iterator[str]:
        for opened, legs in self.openings.until(day):
            lines = [f'{opened} * "Opening balance"']
            lines += [line for leg in legs for line in _leg(leg)]
            yield "\n" + "".join(f"{line}\n" for line in lines)

    def _first_day(self) -> date:
        """The day from which on everything is open: no entry is before it."""
        days = [row.opening_date for row in self.reading.accounts.values()]
        return min([*days, *self.reading.first_days])


def _leg(leg: Leg) -> Iterator[str]:
    yield f"  {leg.account}  {format_amount(leg.amount, CURRENCIES[leg.currency])} {leg.currency}"
    if leg.description:
        yield f"    description: {quoted(leg.description)}"
