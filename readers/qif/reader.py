"""QIF, the Quicken Interchange Format: transactions of banks and of finance programs.

A file is read twice: first for what its dates and amounts show as a whole, then for its rows.
Nothing in it says which currency it is in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from common.money import CURRENCIES
from readers.balance_rows import apart
from readers.common.amounts import Amounts
from readers.encoding import encoding_of, known_encoding
from readers.format import CERTAIN, LIKELY, NO, Format
from readers.qif.accounts import NAMES_MAX, Accounts, name_in, too_many_accounts
from readers.qif.dates import Dates
from readers.qif.entries import Entry, Part, Place, place_of, shares_of, splits_of
from readers.qif.investments import Effect, effects, moves_shares_only
from readers.qif.records import ACCOUNT, HEADER, OPTION, TYPES, Record, records
from readers.source import Source
from readers.statement import (
    Balance,
    BalanceKind,
    Fault,
    FileWarning,
    Item,
    Options,
    Row,
    Split,
    Unreadable,
)

_HEADERS = re.compile(rf"^\ufeff?[^\S\n]*{HEADER.pattern}", re.IGNORECASE | re.MULTILINE)
_CODED = re.compile(r"[DTUPMNLCASEF$%^QIYOK0-9X].*", re.ASCII)
_FIRST_LINES = 60
"""How many lines show whether a file without a header is QIF: some ten records, and no more, as
every format looks at every file."""
LINES_SHOWN = 20
"""How many lines a warning names; more nobody reads."""
_LEAD_CHARACTERS_MAX = 2000
"""How much may stand before the first header: some programs write comments there."""


def recognises(source: Source) -> int:
    """Return how sure it is that a file is QIF, by its first header or its first records."""
    if source.members:
        return NO
    if match := _HEADERS.search(source.head_text):
        return CERTAIN if match.start() <= _LEAD_CHARACTERS_MAX else LIKELY
    return LIKELY if _is_bare(source.head_text) else NO


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what a QIF file says.

    Raises Unreadable for a file that is cut, that has no records, and whose dates or amounts can
    be read in two ways.
    """
    encoding = _encoding(source, options)
    currency = str(options.get("currency") or "").upper()
    if currency and currency not in CURRENCIES:
        detail = f"{currency[:20]!r} is not a currency of ISO 4217, such as EUR."
        raise Unreadable("unknown_currency", detail, option="currency")
    first = "" if _HEADERS.search(source.head_text) else "bank"
    if first and not _is_bare(source.head_text):
        raise Unreadable("no_records", "The file has no records of QIF.")
    yield from apart(lambda: _items(source, options, (encoding, first), currency))


def _items(source: Source, options: Options, how: tuple[str, str], currency: str) -> Iterator[Item]:
    encoding, first = how
    reading = _Reading(Dates(options), Amounts(options), Accounts(), currency)
    reading.survey(records(source, encoding, first))
    yield reading.dates.decision()
    for record in records(source, encoding, first):
        yield from reading.items(record)
    if not reading.has_any:
        raise Unreadable("no_records", "The file has no transactions and no accounts.")
    yield from reading.warnings()


def _encoding(source: Source, options: Options) -> str:
    if stated := options.get("encoding"):
        return known_encoding(str(stated))
    return encoding_of(source)


def _is_bare(head: str) -> bool:
    """Whether a file without a header is records of QIF all the same."""
    lines = [line.strip() for line in head.splitlines()[:_FIRST_LINES] if line.strip()]
    marks = {line[0] for line in lines}
    return {"^", "D", "T"} <= marks and all(_CODED.fullmatch(line) for line in lines)


@dataclass
class _Reading:
    """What is known of a file as it is gone through."""

    dates: Dates
    amounts: Amounts
    accounts: Accounts
    currency: str
    named: set[str] = field(default_factory=set)
    has_any: bool = False
    unequal: int = 0
    """How many rows had splits that do not add up."""
    unreadable: list[int] = field(default_factory=list)
    """The lines of the first rows with parts whose amounts cannot be read."""
    unreadable_count: int = 0

    def survey(self, found: Iterator[Record]) -> None:
        """Go through the file the first time, and settle what all of it decides."""
        for record in found:
            if record.section == OPTION:
                self.dates.state(record.lines[0].partition(":")[2].strip().lower())
            elif record.section == ACCOUNT:
                self.accounts.enter(record, Entry(record.lines))
            elif _is_read(record):
                self._look_at(record)
        self.dates.decide()
        self.amounts.decide({self.currency} if self.currency else frozenset())
        self.accounts = self.accounts.again()

    def _look_at(self, record: Record) -> None:
        if record.begins:
            self.dates.begin()
            self.accounts.enter(record, Entry(record.lines))
        for line in record.lines:
            if line[0] == "D":
                self.dates.see(line[1:].strip())
            elif line[0] in "TU$":
                self.amounts.see(line[1:].strip())

    def items(self, record: Record) -> Iterator[Item]:
        """Yield what `record` says."""
        if record.section == ACCOUNT:
            yield from self._declared(record)
        elif _is_read(record):
            entry = Entry(record.lines)
            self.accounts.enter(record, entry)
            self.has_any = True
            yield from self._transaction(record, entry)

    def warnings(self) -> Iterator[FileWarning]:
        """Yield what people should know of the file as a whole."""
        if self.unequal:
            detail = (
                f"The splits of {self.unequal} transactions do not add up to their amounts. The "
                "difference is a part of its own, without a category."
            )
            yield FileWarning("unequal_splits", detail)
        if self.unreadable:
            lines = ", ".join(map(str, self.unreadable))
            detail = (
                f"Splits of {self.unreadable_count} transactions have an amount that is not "
                f"valid (line {lines}); one is written like -12.50. The transactions keep their "
                "totals. One such part gets the rest of the total; several become one part "
                "without a category."
            )
            yield FileWarning("no_split_amount", detail)

    def _declared(self, record: Record) -> Iterator[Item]:
        """Yield the account of an !Account record, and the balance that it states.

        With a date that is the bank's. Without one it is what the account began with for Money
        Manager EX, and old for Quicken.
        """
        entry = Entry(record.lines)
        self.accounts.enter(record, entry)
        name = name_in(entry)
        if not name:
            return
        self.has_any = True
        is_new = name not in self.named
        yield from self._account(name)
        amount = self.amounts.read(entry.parts[0].amount) if entry.parts else None
        if not is_new or amount is None:
            return
        day = self.dates.read(entry.text("/"))
        if day is not None:
            yield self._balance(record, BalanceKind.STATED, amount, day, name)
        elif name in self.accounts.currencies:
            yield self._balance(record, BalanceKind.OPENING, amount, None, name)

    def _balance(
        self, record: Record, kind: BalanceKind, amount: Decimal, day: date | None, key: str
    ) -> Balance:
        return Balance(record.number, kind, amount, day, key, self._currency_of(key))

    def _currency_of(self, key: str) -> str:
        return self.accounts.currencies.get(key, self.currency)

    def _account(self, key: str) -> Iterator[Item]:
        if key and key not in self.named:
            self.named.add(key)
            if len(self.named) > NAMES_MAX:
                raise too_many_accounts()
            yield self.accounts.account(key, self.currency)

    def _transaction(self, record: Record, entry: Entry) -> Iterator[Item]:
        number, key = record.number, self.accounts.key
        place = place_of(entry.text("L"))
        is_own = place.is_transfer and place.account in (key, "")
        is_investment = TYPES.get(record.section) == "investment"
        if is_investment and _has_no_cash(entry, is_own=is_own):
            return
        day = self.dates.read(entry.text("D"))
        amount = self.amounts.read(entry.amount)
        if entry.twice or day is None or amount is None:
            yield _fault(number, entry, day)
            return
        yield from self._account(key)
        if self._is_opening(entry, place, is_own=is_own):
            yield self._balance(record, BalanceKind.OPENING, amount, day, key)
            return
        if is_own:
            place = place._replace(account="")
        yield from self._account(place.account)
        row = self._row(number, day, amount, entry, place)
        if is_investment:
            yield from self._trades(row, entry, place)
        elif entry.parts:
            yield from self._split(row, entry)
        else:
            yield row

    def _is_opening(self, entry: Entry, place: Place, *, is_own: bool) -> bool:
        """Whether a record is what the account begins with: a transfer from itself to itself.

        Later ones of that kind are corrections of the balance, which are rows.
        """
        if place.category or entry.text("Y"):
            return False
        if entry.is_opening:
            return is_own or (self.accounts.is_first and place.is_transfer)
        return is_own and self.accounts.is_first

    def _row(self, number: int, day: date, amount: Decimal, entry: Entry, place: Place) -> Row:
        payee = " ".join(entry.text("P").split())
        memo = " ".join(" ".join(entry.memo).split())
        address = (" ".join(line.split()) for line in entry.address)
        return Row(
            line=number,
            date=day,
            amount=amount,
            account=self.accounts.key,
            currency=self._currency_of(self.accounts.key),
            payee=payee,
            description=memo if memo != payee else "",
            notes="\n".join(line for line in address if line and line not in (payee, memo)),
            reference=entry.text("N"),
            category=place.category,
            tags=(place.tag,) if place.tag else (),
            other_account=place.account,
            status=entry.status,
        )

    def _split(self, row: Row, entry: Entry) -> Iterator[Item]:
        """Yield `row` in the parts that S, E and $ state; in one piece where it is one part."""
        sizes = self._sizes(entry.parts, row.amount)
        parts = self._readable(row, list(zip(entry.parts, sizes, strict=True)))
        splits, was_unequal = splits_of(parts, row.amount, self.accounts.key)
        self.unequal += was_unequal and len(parts) == len(sizes)
        stated = (*row.tags, *(part.place.tag for part in entry.parts if part.place.tag))
        tags = tuple(dict.fromkeys(stated))
        for split in splits:
            yield from self._account(split.account)
        if len(splits) == 1:
            yield _in_one_piece(row, splits[0], tags)
        elif splits:
            yield row._replace(category="", other_account="", tags=tags, splits=splits)
        else:
            yield row

    def _readable(
        self, row: Row, parts: list[tuple[Part, Decimal | None]]
    ) -> list[tuple[Part, Decimal]]:
        """Return the parts whose amounts can be read, and note the row where others cannot.

        A single one that cannot is what the others leave of the row.
        """
        found = [(part, size) for part, size in parts if size is not None]
        if len(found) == len(parts):
            return found
        if len(self.unreadable) < LINES_SHOWN:
            self.unreadable.append(row.line)
        self.unreadable_count += 1
        if len(found) < len(parts) - 1:
            return found
        rest = row.amount - sum((size for _, size in found), Decimal(0))
        return [(part, rest if size is None else size) for part, size in parts]

    def _sizes(self, parts: list[Part], amount: Decimal) -> list[Decimal | None]:
        """Return the amounts of the parts of a row; None for one that cannot be read."""
        if all(part.percent and not part.amount for part in parts):
            return shares_of(parts, amount)
        return [self.amounts.read(part.amount) if part.amount else Decimal(0) for part in parts]

    def _trades(self, row: Row, entry: Entry, place: Place) -> Iterator[Item]:
        """Yield the rows that an action makes on the cash of an investment account."""
        action = entry.text("N")
        moved_text = entry.parts[0].amount if entry.parts else ""
        moved = self.amounts.read(moved_text) if moved_text else row.amount
        if moved is None:
            yield Fault(row.line, "no_amount", f"{moved_text[:40]!r} is not an amount.")
            return
        found = effects(action, row.amount, moved, has_other=bool(place.account))
        if found is None:
            detail = f"The effect of the action {action[:30]!r} on the cash is not known."
            yield Fault(row.line, "unknown_action", detail)
            return
        for effect in found:
            yield _of_effect(row, effect, entry)


def _is_read(record: Record) -> bool:
    """Whether a record is a transaction; under an unknown header, its fields decide."""
    if record.section in TYPES:
        return True
    return record.is_transaction and {"D", "T"} <= {line[0] for line in record.lines}


def _has_no_cash(entry: Entry, *, is_own: bool) -> bool:
    """Whether an investment record moves shares only, or opens an account without cash."""
    return moves_shares_only(entry.text("N")) or (is_own and not entry.amount)


def _in_one_piece(row: Row, split: Split, tags: tuple[str, ...]) -> Row:
    """Return `row` with what its only split says; what that says of the purpose adds to it."""
    description = row.description or split.description
    notes = row.notes
    if split.description and split.description not in (description, row.payee):
        notes = f"{notes}\n{split.description}".strip()
    return row._replace(
        category=split.category,
        other_account=split.account,
        description=description,
        notes=notes,
        tags=tags,
    )


def _of_effect(row: Row, effect: Effect, entry: Entry) -> Row:
    """Return the row of one effect of an action: of the trade, or of the transfer that pays it."""
    if not effect.words:
        category = row.category if row.other_account == "" or not entry.text("Y") else ""
        return row._replace(amount=effect.amount, reference="", category=category)
    words = " ".join(f"{effect.words} {entry.text('Q')} {entry.text('Y')}".split())
    notes = f"{row.notes}\n{words}".strip() if row.description else row.notes
    return row._replace(
        amount=effect.amount,
        reference="",
        description=row.description or words,
        notes=notes,
        other_account="",
    )


def _fault(number: int, entry: Entry, day: date | None) -> Fault:
    if entry.twice:
        what = "dates" if entry.twice == "D" else "amounts"
        detail = f'The record has two {what}; the line "^" may be missing between two records.'
        return Fault(number, "unfinished_record", detail)
    if day is None:
        text = entry.text("D")
        missing = "The record has no date (a line with D)."
        detail = f"{text[:40]!r} is not a date." if text else missing
        return Fault(number, "no_date", detail)
    text = entry.amount
    detail = f"{text[:40]!r} is not an amount; one is written like -12.50."
    return Fault(number, "no_amount", detail if text else "The record has no amount (T).")


FORMAT = Format(
    "qif",
    "QIF",
    recognises,
    read,
    frozenset({"encoding", "date_order", "decimal_sign", "currency"}),
)
