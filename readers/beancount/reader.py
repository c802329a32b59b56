"""Files of Beancount (https://beancount.github.io/docs/beancount_language_syntax.html)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal, DecimalException

from readers.beancount.booking import Booking, Tolerances
from readers.beancount.entry import Pushed, day_of, is_account, transaction
from readers.beancount.first_pass import Scan, scanned
from readers.beancount.pads import Pad, Pads, Stated
from readers.beancount.text import LINES_MAX, Tokens, blocks, tokens
from readers.double_entry.account_roles import Role
from readers.double_entry.converter import DoubleEntry, Entry, Leg
from readers.encoding import encoding_of, known_encoding
from readers.format import CERTAIN, NO, Format
from readers.journal.text import Wrong, check_count, text_lines
from readers.source import Source
from readers.statement import BalanceKind, Fault, FileWarning, Item, Options, Unreadable

_DATED = re.compile(
    r"(\d{4}[-/]\d\d?[-/]\d\d?)\s+([a-z]+(?=\s|$)|[*!&#?%A-Z](?=[\s\"]|$)|(?=\"))\s*(.*)", re.DOTALL
)
_FLAGS = frozenset("*!&#?%PSTCURM") | {"txn", ""}
_WITHOUT_EFFECT = frozenset(
    ("open", "close", "commodity", "note", "document", "event", "price", "query", "custom")
)
_SECTIONS = frozenset(";*:#!&?%-")
_TELLING = re.compile(
    r"^\d{4}[-/]\d\d?[-/]\d\d? +(?:open|close|balance|pad) +[^\W\d_a-z][^\s:]*:"
    r"|^\d{4}[-/]\d\d?[-/]\d\d? +(?:txn|[*!&?%PSTCURM]) *\"[^\"\n]*[\"\n][^\n]*"
    r"(?:\n[ \t][^\n]*)*?\n[ \t]+[^\W\d_a-z][^\s:;]*:\S+"
    r"|^option +\"(?:title|operating_currency|name_\w+)\" +\"",
    re.MULTILINE,
)


def recognises(source: Source) -> int:
    """Return how sure it is that a file is one of Beancount."""
    text = source.head_text
    if "\0" in text or text.lstrip()[:1] in ("<", "{"):
        return NO
    return CERTAIN if _TELLING.search(text.replace("\r", "")) else NO


def read(source: Source, options: Options) -> Iterator[Item]:
    """Yield what a file says."""
    stated = str(options.get("encoding") or "")
    encoding = known_encoding(stated) if stated else encoding_of(source)
    scan = scanned(source, encoding)
    file = _File(scan)
    for account, currencies in scan.currencies.items():
        for currency in currencies:
            yield from file.books.declare(account, currency)
    for block in blocks(text_lines(source, encoding)):
        yield from file.block(block)
    yield from file.rest()


class _File:
    """One file while it is read."""

    def __init__(self, scan: Scan) -> None:
        self._scan = scan
        self.books = DoubleEntry(scan.place)
        self._booking = Booking()
        self._booking.methods = scan.methods
        self._booking.method = scan.option("booking_method", "STRICT")
        self._booking.sure = scan.ordered
        self._booking.tolerances = _tolerances(scan)
        self._pads = Pads(scan.padded)
        self._pushed = Pushed()
        self._plugins = 0

    def block(self, block: list[tuple[int, str]]) -> list[Item]:
        """Return what one entry comes to."""
        number, line = block[0]
        try:
            if len(block) > LINES_MAX or line.count("\n") > LINES_MAX:
                raise Wrong("entry_too_long", f"The entry has more than {LINES_MAX} lines.")
            if match := _DATED.fullmatch(line):
                return self._dated(block, match[1], match[2], match[3])
            self._undated(number, line)
        except Wrong as wrong:
            self._booking.sure = False
            return [Fault(wrong.line or number, wrong.code, wrong.detail)]
        except DecimalException:
            self._booking.sure = False
            detail = "The numbers of this entry are too large for the calculation."
            return [Fault(number, "too_many_digits", detail)]
        return []

    def _dated(self, block: list[tuple[int, str]], text: str, word: str, rest: str) -> list[Item]:
        if word in _WITHOUT_EFFECT:
            return []
        day = day_of(text)
        if word in _FLAGS:
            entry, postings = transaction(block, day, word, rest, self._pushed)
            entry.legs.extend(self._booking.legs(postings, day))
            if self._pads.padded:
                self._pads.moved(entry.legs, day)
            return self.books.items(entry)
        if word == "balance":
            return self._balance(block[0][0], day, rest)
        if word == "pad":
            names = rest.partition(";")[0].split()
            if len(names) != 2 or not all(map(is_account, names)):
                raise Wrong("no_pad", f"{rest[:60]!r}: pad needs two accounts.")
            check_count(len(self._pads.pads), "pads")
            self._pads.pads.append(Pad(block[0][0], day, *names))
            return []
        raise Wrong("unknown_directive", f"{word[:20]!r} is not a directive of Beancount.")

    def _balance(self, line: int, day: date, rest: str) -> list[Item]:
        """Return a balance: it holds before all entries of its day, so after the day before."""
        account, _, text = rest.replace("\t", " ").partition(" ")
        found = Tokens(tokens(text))
        if not is_account(account):
            raise Wrong("no_account", f"{account[:60]!r} is not an account.")
        amount = found.number()
        tolerance = found.number() if found.took("~") else None
        currency = found.currency()
        if amount is None or not currency or found.next.kind:
            raise Wrong("no_amount", f"{rest[:60]!r} is not an account with a balance.")
        if account in self._scan.padded:
            near = tolerance if tolerance is not None else _shown(amount)
            check_count(len(self._pads.balances), "balances of padded accounts")
            self._pads.balances.append(Stated(line, day, account, amount, currency, near))
        if account in self._scan.parents:
            return []
        before = day - timedelta(days=1)
        return self.books.stated(line, BalanceKind.STATED, amount, before, account, currency)

    def _undated(self, number: int, line: str) -> None:
        """Take a line that begins with no date; raises Wrong for what it cannot be."""
        word, _, rest = line.partition(" ")
        name = rest.strip()
        if line[0] in _SECTIONS or word == "option":
            return
        if word == "include":
            raise Unreadable(
                "include",
                f"Line {number} includes another file, {name[:60]}, which was not uploaded. Put "
                "all entries into one file, in the order of their days.",
            )
        if word == "plugin":
            self._plugins += "auto" not in name and "check" not in name
        elif word in ("pushtag", "poptag", "pushmeta", "popmeta"):
            self._pushed.take(word, name)
        elif not line.lstrip().startswith(";"):
            detail = f"{line[:40]!r} is neither a date nor a directive."
            raise Wrong("unknown_directive", detail)

    def rest(self) -> Iterator[Item]:
        """Yield what pads come to, and what is known at the end."""
        for pad, amount, currency in self._pads.entries():
            opening = self.books.place(pad.source).role is Role.OPENING
            if opening and pad.date <= self._pads.begins(pad.account, currency):
                yield from self.books.stated(
                    pad.line, BalanceKind.OPENING, amount, pad.date, pad.account, currency
                )
                continue
            legs = [Leg(pad.account, amount, currency), Leg(pad.source, -amount, currency)]
            entry = Entry(pad.line, pad.date, legs, description="pad", status="cleared")
            yield from self.books.items(entry)
        yield from self.books.rest()
        if self._plugins:
            detail = "Plugins were not run: their additions and changes are missing."
            yield FileWarning("plugins", detail)


def _shown(amount: Decimal) -> Decimal:
    """Return how much a balance may be off, by the decimals that it shows."""
    places = -int(amount.as_tuple().exponent)
    return Decimal(1).scaleb(-places) if places > 0 else Decimal()


def _tolerances(scan: Scan) -> Tolerances:
    """Return the tolerances that the options of a file set."""
    defaults: dict[str, Decimal] = {}
    try:
        multiplier = scan.option("tolerance_multiplier", "")
        multiplier = multiplier or scan.option("inferred_tolerance_multiplier", "0.5")
        for text in scan.options.get("inferred_tolerance_default", []):
            currency, _, number = text.partition(":")
            defaults[currency.strip()] = min(Decimal(number.strip()), Decimal(1))
        from_cost = scan.option("infer_tolerance_from_cost", "").upper() in ("TRUE", "1")
        return Tolerances(min(Decimal(multiplier), Decimal(2)), defaults, from_cost)
    except (DecimalException, ValueError):
        raise Unreadable("bad_option", "An option about tolerances has no number.") from None


FORMAT = Format("beancount", "Beancount", recognises, read, frozenset({"encoding"}))
