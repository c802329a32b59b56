"""Reading MT940 and MT942: statements and interim reports of banks in SWIFT's own format.

With the headers and trailers of SWIFT or of banks around them, or without; any line ends. The
fields of a statement are read one after the other: nothing but the sums of one is held.
"""

import io
import re
from collections.abc import Iterator

from common.money import CURRENCIES
from readers.common.seen_set import SeenOnce
from readers.common.statement_chain import AccountKeys, Chains, OddBalances
from readers.encoding import encoding_of
from readers.format import CERTAIN, LIKELY, NO, Format
from readers.mt940.details import Texts, described, line_width, reference_of
from readers.mt940.fields import BadField, account_of, balance_of, statement_line, sum_of
from readers.mt940.statement import Entry, Statement
from readers.mt940.tokenizer import Field, fields_of
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

_INTERIM = re.compile(r"\{2:[IO]94([02])|^\s*94([02])\b", re.ASCII)
_BEGINS = re.compile(r"^:20:|\{4:.*:20:", re.MULTILINE)
_GOES_ON = re.compile(r"^:(?:25P?|28[CD]?|60[FM]|61|34F):", re.MULTILINE)
_HAS_ROWS = re.compile(r"^:6[01][FM]?:", re.MULTILINE)


class _Reader:
    """Takes the fields of a file in turn and says what they mean."""

    def __init__(self, width: int) -> None:
        self.items: list[Item] = []
        self._width = width
        self._statement = Statement()
        self._entry: Entry | None = None
        self._broken: FileWarning | None = None
        self._lacks_comma = False
        self._is_at_amount = False
        """Whether the field taken last is a statement line that ends with its amount."""
        self._has_any = False
        """Whether a statement has rows or a closing balance."""
        self._open_ends = 0
        """How many statements have no closing balance."""
        self._is_interim = False
        self._has_statement = False
        self._keys = AccountKeys()
        self._seen = SeenOnce()
        self._chains = Chains()
        self._odd_balances = OddBalances()
        self._take = {
            "20": self._take_begin,
            "25": self._take_account,
            "25P": self._take_account,
            "34F": self._take_floor,
            "13": self._take_time,
            "13D": self._take_time,
            "942": self._take_time,
            "60F": self._take_opening,
            "60M": self._take_opening,
            "61": self._take_line,
            "86": self._take_details,
            "NS": self._take_numbered,
            "62F": self._take_closing,
            "62M": self._take_closing,
            "90C": self._take_sum,
            "90D": self._take_sum,
        }

    def take(self, field: Field) -> None:
        """Take the next field."""
        if self._broken:
            self.items.append(self._broken)
            self._broken = None
            self._statement.is_closed = True
        self._lacks_comma = self._is_at_amount = False
        if field.tag not in {"86", "NS"}:
            self.flush()
        take = self._take.get(field.tag)
        if take:
            take(field)

    def _take_begin(self, _field: Field) -> None:
        self._end_statement()
        self._statement = Statement(is_interim=self._is_interim)
        self._has_statement = True

    def _take_account(self, field: Field) -> None:
        statement = self._statement
        if statement.rows or statement.opening:
            self._note(Fault(field.line, "misplaced_account", _MISPLACED.format(field.line)))
            return
        statement.number, statement.currency = account_of(field.lines[0])

    def _take_floor(self, field: Field) -> None:
        self._statement.is_interim = True
        currency = field.lines[0].strip()[:3]
        if currency in CURRENCIES:
            self._statement.currency = currency

    def _take_time(self, _field: Field) -> None:
        self._statement.is_interim = True

    def _take_opening(self, field: Field) -> None:
        statement = self._statement
        if statement.is_closed or statement.opening:
            self._end_statement()
            statement = self._statement = Statement(statement.number, statement.currency)
        self._has_statement = True
        try:
            stated = balance_of(field.lines[0], statement.currency)
        except BadField as error:
            self._note(FileWarning(error.code, f"Line {field.line}: {error.detail}"))
            if match := re.match(r"\s*[CD]\d{6}([A-Z]{3})", field.lines[0], re.ASCII):
                statement.currency = match[1]
            return
        statement.currency = stated.currency
        statement.opening = Balance(
            field.line,
            BalanceKind.OPENING,
            stated.amount,
            stated.day,
            self._account(),
            stated.currency,
        )

    def _take_line(self, field: Field) -> None:
        statement = self._statement
        if statement.is_closed:
            self._end_statement()
            statement = self._statement = Statement(statement.number, statement.currency)
        self._has_statement = True
        currency = statement.currency
        lines = field.lines
        try:
            if currency and currency not in CURRENCIES:
                detail = f"{currency!r} is not a currency of ISO 4217."
                raise BadField("unknown_currency", detail)
            try:
                line = statement_line(lines[0], currency)
            except BadField:
                if len(lines) == 1:
                    raise
                line = statement_line(lines[0] + lines[1], currency)
                lines = lines[1:]
        except BadField as error:
            statement.rows += 1
            statement.faults += 1
            self.items.append(Fault(field.line, error.code, error.detail))
            return
        self._entry = Entry(field.line, line, Texts(lines[1:], [], []))
        self._is_at_amount = line.ends_with_amount and len(lines) == 1

    def _take_details(self, field: Field) -> None:
        if self._entry:
            self._entry.texts.details.extend(field.lines)

    def _take_numbered(self, field: Field) -> None:
        if self._entry:
            self._entry.texts.numbered.extend(field.lines)

    def _take_closing(self, field: Field) -> None:
        statement = self._statement
        try:
            stated = balance_of(field.lines[0], statement.currency)
        except BadField as error:
            self._broken = FileWarning(error.code, f"Line {field.line}: {error.detail}")
            return
        self._lacks_comma = not set(",.") & set(field.lines[0])
        statement.is_closed = True
        statement.currency = statement.currency or stated.currency
        if stated.currency not in {"", statement.currency}:
            self._odd_balances.add(field.line, stated.amount, stated.currency)
            return
        statement.closing = Balance(
            field.line,
            BalanceKind.CLOSING,
            stated.amount,
            stated.day,
            self._account(),
            stated.currency,
        )

    def _take_sum(self, field: Field) -> None:
        statement = self._statement
        was_interim, statement.is_interim = statement.is_interim, True
        stated = sum_of(field.lines[0], statement.currency)
        side = statement.debits if field.tag == "90D" else statement.credits
        if was_interim and stated and stated != side:
            detail = (
                f"Line {field.line}: the report states {stated[0]} entries of {stated[1]} in "
                f"all, but has {side[0]} of {side[1]}."
            )
            self.items.append(FileWarning("sums_differ", detail))

    def _account(self) -> str:
        statement = self._statement
        if statement.key is None:
            statement.key, account = self._keys.key(statement.number, statement.currency)
            if account:
                self.items.append(account)
        return statement.key

    def _note(self, item: Fault | FileWarning) -> None:
        self.items.append(item)

    def flush(self) -> None:
        """Make a row of the statement line whose details are complete now."""
        entry = self._entry
        if entry is None:
            return
        self._entry = None
        line, statement = entry.line, self._statement
        account = self._account()
        statement.book(line)
        bank_id = ""
        if reference_of(line.bank_reference):
            # A bank may use one reference for all of a batch, and anew another day.
            bank_id = f"{line.bank_reference}/{line.day.isoformat()}/{line.amount}"
            if not self._seen.is_new(f"{account}\n{bank_id}"):
                bank_id = ""
        details = described(line, entry.texts, self._width)
        self.items.append(
            Row(
                line=entry.number,
                date=line.day,
                amount=line.amount,
                account=account,
                currency=statement.currency,
                payee=details.payee,
                description=details.description,
                notes="\n".join(details.notes),
                bank_id=bank_id,
                reference=details.reference,
            )
        )

    def _end_statement(self) -> None:
        """Take the end of a message; one without a closing balance may have lost rows."""
        statement = self._statement
        if not (statement.opening or statement.closing or statement.rows):
            return
        self._has_any = self._has_any or bool(statement.rows or statement.closing)
        if not (statement.is_closed or statement.is_interim):
            self._open_ends += 1
        if warning := statement.sum_that_differs():
            self.items.append(warning)
        self._chains.add(
            self._account(),
            (statement.opening, statement.closing),
            (statement.first, statement.last),
        )

    def end(self, *, is_cut: bool) -> None:
        """Take the end of the file; `is_cut` where its last line has none.

        Raises Unreadable for a file that has nothing but the beginning of a statement.
        """
        if is_cut and self._entry and self._is_at_amount:
            self._cut(self._entry)
        self.flush()
        if not self._has_statement:
            raise Unreadable("no_statement", "The file has no statement of MT940 or MT942.")
        statement = self._statement
        if is_cut and self._lacks_comma:
            # The balance may have lost digits.
            statement.closing, statement.is_closed = None, False
        elif self._broken and not is_cut:
            self.items.append(self._broken)
            statement.is_closed = True
        has_begun_only = not (statement.rows or statement.opening or statement.is_closed)
        self._end_statement()
        if has_begun_only and not statement.is_interim:
            self._open_ends += 1
        if self._open_ends:
            self._note_open_ends()
        self.items.extend(self._chains.ends())
        self.items.extend(self._odd_balances.warnings())

    def _cut(self, entry: Entry) -> None:
        """Make a fault of the line at whose amount the file ends: it may have lost digits."""
        detail = "The file ends within the amount of this line; download it again."
        self.items.append(Fault(entry.number, "cut", detail))
        self._statement.rows += 1
        self._statement.faults += 1
        self._entry = None

    def _note_open_ends(self) -> None:
        """Say that ends of statements are missing; raises Unreadable where nothing is complete."""
        if not self._has_any:
            raise Unreadable("truncated", _NO_END)
        self.items.append(FileWarning("truncated", _ENDS_EARLY.format(self._open_ends)))

    def see_header(self, text: str) -> None:
        """Note what stands between the messages: it may say that they are interim reports."""
        if match := _INTERIM.search(text):
            self._is_interim = (match[1] or match[2]) == "2"


_NO_END = (
    "The statement has no entries and no closing balance (:62F:). The file ends in the middle; "
    "download it again."
)
_ENDS_EARLY = (
    "{} statements have no closing balance (:62F:): their end and some entries may be missing. "
    "Download the file again."
)
_MISPLACED = "The account (:25:) in line {} is within a statement and was left out."


def _recognises(source: Source) -> int:
    head = source.head_text.replace("\r", "\n")
    if not _BEGINS.search(head) or not _GOES_ON.search(head):
        return NO
    return CERTAIN if _HAS_ROWS.search(head) else LIKELY


def _read(source: Source, _options: Options) -> Iterator[Item]:
    reader = _Reader(line_width(source.head_text))
    with source.open() as binary, io.TextIOWrapper(binary, encoding_of(source)) as file:
        try:
            for field in fields_of(file, reader.see_header):
                reader.take(field)
                # Not for each row: it only bounds what waits in memory.
                if len(reader.items) > 100:
                    yield from reader.items
                    reader.items.clear()
        except UnicodeError:
            detail = "Parts of the file have another encoding than the rest."
            raise Unreadable("wrong_encoding", detail, option="encoding") from None
    reader.end(is_cut=not _ends_a_line(source))
    yield from reader.items


def _ends_a_line(source: Source) -> bool:
    with source.path.open("rb") as file:
        file.seek(max(0, source.size - 4))
        return file.read().rstrip(b"\0 \x1a").endswith((b"\n", b"\r", b"-", b"}"))


FORMAT = Format(
    name="mt940",
    label="MT940, MT942",
    recognises=_recognises,
    read=_read,
)
