"""What a file says: rows, splits, accounts and balances, before anything of a book is known.

A reader of a format yields these as it goes through the file, whatever the format. Amounts are
exact decimals as the file states them; nothing is rounded, guessed or converted here.
"""

from collections.abc import Mapping, Sequence
from datetime import date as day
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from readers.cells import Cell, Origin

Options = Mapping[str, Any]
"""What the caller states about a file, by the names that the reader of its format knows. Under
RECALL stands a function from the names of a table's columns to what was stated of such before."""
RECALL = "recall"
PROVED = "proved"
"""Under it stand options that nobody stated, by which the balances of the file hold."""
ACCOUNT = "known_account"
"""Under it stands a function that returns the type and the currency of the account that the rows
go to, as far as they are known."""
CORRECTIONS = "corrections"
"""Under it stand `readers.cells.Corrections`: what people stated instead of faulty cells."""

Candidates = Sequence[Options]
"""Options that a reader could be given, one by one, to see by which the balances hold."""


class Split(NamedTuple):
    """One part of a row: an amount, signed as the row's is, under a category of its own."""

    amount: Decimal
    category: str = ""
    """Names from the root down, each with ":" after it but the last; a ":" or a backslash within a
    name has a backslash before it. Empty where the file says none."""
    account: str = ""
    """The key of the account that this part comes from or goes to, where it is a transfer."""
    description: str = ""


class Posting(NamedTuple):
    """One posting of a transaction that a file states posting by posting."""

    amount: Decimal
    """In the currency of the account, into it (+) or out of it (-)."""
    account: str
    """The key of an `Account` that the file names."""
    currency: str
    kind: str
    """"expense", "income" or "transfer"."""
    category: str = ""
    """As in `Split`."""
    description: str = ""


class Row(NamedTuple):
    """One transaction on one account."""

    line: int
    """Where it begins: the number of its line, its record or its sheet row, from 1."""
    date: day
    """The booking date."""
    amount: Decimal
    """In the currency of the account, into it (+) or out of it (-)."""
    account: str = ""
    """The key of an `Account` that the file names; empty where the file names none."""
    currency: str = ""
    """ISO 4217 code in capitals; empty where the file says none."""
    payee: str = ""
    """The other side, as a name and nothing else."""
    description: str = ""
    """What it was for, in the file's own words, on one line."""
    notes: str = ""
    """Whatever else the file says of it that a person may want to read again."""
    bank_id: str = ""
    """What the bank tells it from all others of the account by, such as FITID or AcctSvcrRef."""
    reference: str = ""
    """A cheque number or an end-to-end reference, which need not be unique."""
    category: str = ""
    """As in `Split`."""
    tags: tuple[str, ...] = ()
    other_account: str = ""
    """The key of the account that the money comes from or goes to, where that is one of the
    person's own: the row is a transfer then."""
    other_amount: Decimal | None = None
    """What moves on the other account, signed as seen from there, where its currency differs."""
    status: str = ""
    """"pending", "cleared" or "reconciled"; empty where the file does not say."""
    splits: tuple[Split, ...] = ()
    """Its parts, which add up to `amount`; empty where it is of one piece."""
    counts_as: str = ""
    """"expense", "income" or "transfer", where the file says it; empty where category and amount
    tell. With it a positive expense is a refund, whatever its category."""
    postings: tuple[Posting, ...] = ()
    """All that the transaction does, on every account, where `splits` cannot say it. `amount` is
    what they come to on `account`."""
    origin: Origin | None = None
    """Its line, where that is one of a table whose cells people can correct."""
    corrected: tuple[Cell, ...] = ()
    """The cells that a person has corrected."""


class Account(NamedTuple):
    """An account that the file names. It comes before the first row and balance of it."""

    key: str
    """What the rows of the file call it."""
    name: str = ""
    """For people; empty where the file has nothing better than the key."""
    number: str = ""
    """IBAN or account number."""
    currency: str = ""
    type: str = ""
    """One of `accounts.models.AccountType`; empty where the file does not say."""
    own: bool = True
    """False for one that stands for other people, as some programs keep payees."""


class BalanceKind(StrEnum):
    """What a stated balance holds for."""

    OPENING = "opening"
    """Before all rows of the file that are dated on or after its date."""
    CLOSING = "closing"
    """After all rows of the file that are dated on or before its date."""
    RUNNING = "running"
    """Right after the row of the same line."""
    STATED = "stated"
    """Of the account at its date, whichever rows the file has: nothing of it can be checked by the
    file alone."""


class Balance(NamedTuple):
    """A balance that the file states."""

    line: int
    kind: BalanceKind
    amount: Decimal
    date: day | None = None
    account: str = ""
    currency: str = ""


class Fault(NamedTuple):
    """A row that cannot be read; the rows after it can."""

    line: int
    code: str
    """A stable word, such as `no_date`."""
    detail: str
    """A sentence for people: what stands there and what would be right."""
    cells: tuple[Cell, ...] = ()
    """The cells that people can correct; empty where that takes another file."""
    origin: Origin | None = None
    """As in `Row`."""
    payee: str = ""
    description: str = ""
    currency: str = ""
    """As in `Row`, as far as they can be read."""


class FileWarning(NamedTuple):
    """Something about the whole file that people should know and that stops nothing."""

    code: str
    detail: str


class Understood(NamedTuple):
    """How a table is read, for people to look at and to correct; a later one replaces it."""

    layout: Mapping[str, Any]
    """Plain values, which JSON can carry: the `names` of the columns among them."""
    candidates: Candidates = ()
    """Other readings, which are tried where balances of the file do not hold."""


class EvidenceKind(StrEnum):
    """What a decision about a file rests on, the strongest first."""

    PROVED = "proved"
    """Balances of the file follow from its rows, to the cent, by this reading."""
    STATED = "stated"
    """The person states it, or the file does."""
    KNOWN = "known"
    """The profile of a bank or program says so, or what was stated of an earlier file like it."""
    ASSUMED = "assumed"
    """Nothing of that: it is usual, and people should look at it."""


class FileDecision(NamedTuple):
    """Something that the reader of a file had to decide before rows could be made of it."""

    about: str
    """What was decided: `direction`, `currency`, `column amount` and the like."""
    decided: str
    """The outcome, in a few words."""
    evidence: EvidenceKind
    reason: str
    """A sentence for people that names the evidence."""
    option: str = ""
    """The name of what changes it when it is stated; empty for what cannot be changed."""


Item = Row | Account | Balance | Fault | FileWarning | Understood | FileDecision


class Unreadable(Exception):
    """The file as a whole cannot be read: `code` for programs, the text for people.

    Raised for a file that is not of its format after all, for one that ends in the middle, for one
    beyond a limit, and where the caller has to state an option first; `option` names it then. Its
    possible values are `candidates`: balances of the file may show which is right.
    What was yielded before does not count.
    """

    def __init__(
        self, code: str, detail: str, *, option: str = "", candidates: Candidates = ()
    ) -> None:
        self.code = code
        self.detail = detail
        self.option = option
        self.candidates = candidates
        super().__init__(detail)


def path_of(*names: str) -> str:
    """Return a category's names, the root first, as one text (see `Split.category`)."""
    return ":".join(name.replace("\\", "\\\\").replace(":", "\\:") for name in names)


def names_in(path: str) -> list[str]:
    """Return the names that `path_of` made `path` of, without those that are empty."""
    names, name, escaped = [], "", False
    for character in path:
        if escaped or character not in ":\\":
            name, escaped = name + character, False
        elif character == "\\":
            escaped = True
        else:
            names.append(name)
            name = ""
    return [found.strip() for found in (*names, name) if found.strip()]
