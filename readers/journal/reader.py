"""Journals of hledger and of ledger, read entry by entry once the whole was looked through.

The formats: https://hledger.org/hledger.html#journal and chapters 4 and 5 of ledger's manual.
"""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, DecimalException

from readers.double_entry.account_roles import Place, Role, place_of
from readers.double_entry.converter import DoubleEntry, Entry
from readers.encoding import encoding_of, known_encoding
from readers.journal.balancing import Posting, legs_of
from readers.journal.directives import Directives
from readers.journal.entry import LINES_MAX, Dialect, Reader
from readers.journal.first_pass import Scan, scanned
from readers.journal.names import Names
from readers.journal.text import (
    Commodities,
    Numbers,
    Wrong,
    stated_currency,
    stated_mark,
    stated_year,
    text_lines,
)
from readers.source import Source
from readers.statement import (
    Balance,
    BalanceKind,
    Fault,
    FileWarning,
    Item,
    Options,
    Row,
    Unreadable,
)

OPTIONS = frozenset({"encoding", "currency", "decimal_mark", "year"})
Block = list[tuple[int, str]]
_COMMENTS = frozenset(";#*%|")
_SKIPPED = ("comment", "test")


def read_journal(source: Source, options: Options, dialect: Dialect) -> Iterator[Item]:
    """Yield what a journal says; raises Unreadable."""
    stated = str(options.get("encoding") or "")
    encoding = known_encoding(stated) if stated else encoding_of(source)
    scan = scanned(source, encoding, comma_groups=dialect.comma_groups)
    journal = _Journal(dialect, scan, options)
    for block in _blocks(text_lines(source, encoding)):
        yield from journal.block(block)
    yield from journal.rest()


def _blocks(lines: Iterator[tuple[int, str]]) -> Iterator[Block]:
    """Yield what belongs together: a line and the indented ones below it, without comments."""
    block: Block = []
    skipping = False
    for number, line in lines:
        first = line[:1]
        if skipping:
            skipping = not line.startswith("end")
        elif first in (" ", "\t") and not line.isspace():
            if len(block) <= LINES_MAX:
                block.append((number, line))
        else:
            if block:
                yield block
            block = []
            if first and first not in _COMMENTS and not line.isspace():
                skipping = line.lstrip("!@").rstrip() in _SKIPPED
                block = [] if skipping else [(number, line)]
    if block:
        yield block


class _Journal:
    """One journal while it is read."""

    def __init__(self, dialect: Dialect, scan: Scan, options: Options) -> None:
        mark = stated_mark(options)
        by_commodity = {} if mark else scan.by_commodity
        numbers = Numbers(scan.marks, by_commodity, mark or scan.decimal_mark)
        self._dialect = dialect
        self._scan = scan
        self._commodities = Commodities(stated_currency(options), scan.default, scan.same)
        self._reader = Reader(dialect, numbers, self._commodities)
        self._reader.year = stated_year(options)
        names = Names(parent_first=dialect.program == "hledger")
        self._reader.name_of = names.full
        self._directives = Directives(self._reader, names)
        self._books = DoubleEntry(self._place)
        self._left_out: Counter[str] = Counter()
        self._virtual: set[str] = set()
        self._faulty = False
        self._rounded = 0

    def _place(self, name: str) -> Place:
        """Return what an account is, by the directives first."""
        above = name
        while above:
            root = self._scan.types.get(above)
            if root == "conversion":
                return Place(Role.CONVERSION)
            if root:
                return place_of(name, root=root)
            above = above.rpartition(":")[0]
        return place_of(name)

    def block(self, block: Block) -> list[Item]:
        """Return what one block comes to."""
        number, line = block[0]
        try:
            if len(block) > LINES_MAX:
                detail = f"The entry has more than {LINES_MAX} lines."
                raise Wrong("entry_too_long", detail)
            if line[0].isdecimal():
                return self._transaction(block)
            if line[0] in "~=":
                self._rule(block)
            elif line[0] not in " \t":
                self._left_out[self._directives.take(block)] += 1
            elif not line.lstrip().startswith(";"):
                raise Wrong(
                    "stray_line", (f"{line.strip()[:60]!r} does not belong to a transaction.")
                )
        except Wrong as wrong:
            self._faulty = True
            return [Fault(wrong.line or number, wrong.code, wrong.detail)]
        except DecimalException:
            self._faulty = True
            detail = "The numbers of this entry are too large for the calculation."
            return [Fault(number, "too_many_digits", detail)]
        return []

    def _rule(self, block: Block) -> None:
        """Leave out a rule that makes transactions; raises Unreadable for one that counts."""
        number, line = block[0]
        if line[0] == "~":
            self._left_out["budgets and forecasts (~)"] += 1
            return
        added = [text.strip() for _, text in block[1:] if text.strip()[:1] not in (";", "(")]
        if added and self._dialect.rules_apply:
            raise Unreadable(
                "automated_transactions",
                f"Line {number}: the rule {line[:60]!r} adds postings to other transactions. Write "
                "them out with `ledger print --generated`, or take the rule out.",
            )
        self._left_out["rules that add postings (=)"] += 1

    def _transaction(self, block: Block) -> list[Item]:
        """Return the rows and balances of a transaction; raises Wrong."""
        entry, written = self._reader.transaction(block)
        postings = written
        if any(posting.balanced == "(" for posting in written):
            postings = [posting for posting in written if posting.balanced != "("]
            self._left_out["virtual postings in parentheses"] += len(written) - len(postings)
            self._virtual.update(p.account for p in written if p.balanced == "(")
        states = [posting for posting in postings if posting.asserted is not None]
        if states:
            self._assign(postings)
        entry.legs.extend(legs_of(postings, self._directives.bucket))
        self._rounded += any(posting.rounded for posting in postings)
        items = self._books.items(entry)
        return items + self._stated(entry, states, items) if states else items

    def _assign(self, postings: list[Posting]) -> None:
        """Give the postings that state nothing but a balance the amount that leads to it."""
        for index, posting in enumerate(postings):
            if posting.asserted is None:
                continue
            if not posting.asserted_commodity:
                posting.asserted_commodity = posting.commodity or self._only(posting.account)
            if posting.amount is not None:
                continue
            self._check_assignable(posting)
            before = [
                amount
                for (name, commodity), amount in self._books.balances.items()
                if commodity == posting.asserted_commodity and _covers(posting, name)
            ]
            before += [
                earlier.amount or Decimal()
                for earlier in postings[:index]
                if earlier.commodity == posting.asserted_commodity
                and _covers(posting, earlier.account)
            ]
            posting.amount = posting.asserted - sum(before, Decimal())
            posting.commodity = posting.asserted_commodity

    def _check_assignable(self, posting: Posting) -> None:
        own = self._books.place(posting.account).role is Role.OWN
        sure = self._in_order() or self._dialect.program == "ledger"
        if self._faulty or not own or not sure or posting.account in self._virtual:
            raise Wrong(
                "assignment",
                f"{posting.account}: the amount that leads to {posting.asserted} cannot be "
                "determined. Earlier entries are not in order, have faults, are virtual, or are "
                "of a category. Write the amount.",
                posting.line,
            )

    def _in_order(self) -> bool:
        """Whether what came before in the file is what came before in time."""
        return self._scan.ordered and not self._reader.moved

    def _only(self, account: str) -> str:
        """Return the commodity of an account that has one."""
        found = {commodity for name, commodity in self._books.balances if name == account}
        if len(found) > 1:
            detail = f"{account} has several commodities: state which one is 0."
            raise Wrong("no_amount", detail)
        return found.pop() if found else self._scan.default

    def _stated(self, entry: Entry, postings: list[Posting], items: list[Item]) -> list[Item]:
        """Return the balances that postings state, the last of each account and commodity."""
        rows = {
            item.account
            for item in items
            if isinstance(item, Row) and item.date == entry.date and item.line == entry.line
        }
        found: list[Item] = []
        last = {(p.account, p.asserted_commodity): p for p in postings if not p.inclusive}
        for (account, commodity), posting in last.items():
            if account in self._virtual or posting.asserted is None:
                continue
            day = posting.date or entry.date
            stated = self._books.stated(
                entry.line, BalanceKind.STATED, posting.asserted, day, account, commodity
            )
            for item in stated:
                if isinstance(item, Balance) and item.account in rows and self._in_order():
                    found.append(item._replace(kind=BalanceKind.RUNNING))
                else:
                    found.append(item)
        return found

    def rest(self) -> Iterator[Item]:
        """Yield what is known at the end."""
        yield from self._books.rest()
        read_as = self._commodities.read_as
        if read_as:
            taken = ", ".join(f"{sign or 'no sign'} for {code}" for sign, code in read_as.items())
            yield FileWarning("currency_signs", f"Taken were {taken[:300]}.")
        if self._rounded:
            yield FileWarning(
                "rounded",
                f"{self._rounded} amounts at a price have more decimals than their currency and "
                "were rounded. Balances of the other program may differ by cents.",
            )
        del self._left_out[""]
        if self._left_out:
            detail = ", ".join(f"{count} {what}" for what, count in self._left_out.items())
            yield FileWarning("left_out", f"Left out were: {detail}.")


def _covers(posting: Posting, name: str) -> bool:
    """Whether a balance that a posting states counts what the account `name` has."""
    if name == posting.account:
        return True
    return posting.inclusive and name.startswith(f"{posting.account}:")
