"""What earlier files teach: how tables of one shape are read, and what accounts are called."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from books.models import Book
from common.money import CURRENCIES
from common.text import fold_case
from imports import services
from imports.models import NamedAccount, TableLayout
from imports.plan.parameters import ImportParameters
from imports.plan.summary import Target

ONLY_FOR_ONE = frozenset({"encoding", "delimiter", "skip_rows", "header"})
"""What may be stated of a file and says nothing of the next, or is known too late for it."""


class Recall:
    """What is remembered of tables with the same names of columns."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self.account: int | None = None
        """The account that the rows of the last such table went to."""

    def __call__(self, names: Sequence[str]) -> dict[str, Any]:
        """Return what was stated of the last table with columns of these `names`."""
        known = TableLayout.objects.for_book(self._book).filter(shape=shape_of(names)).first()
        if known is None or not names:
            return {}
        self.account = known.account_key or None
        stated: dict[str, Any] = json.loads(known.options)
        return stated


class KnownNames:
    """Which accounts of a book the files of earlier imports called how."""

    def __init__(self, book: Book) -> None:
        rows = NamedAccount.objects.for_book(book)
        self.shape = ""
        """Of the table that is read, if it is one."""
        self._accounts = dict(rows.values_list("name_key", "account_key"))

    def account(self, key: str, currency: str) -> int | None:
        """Return the id of the account that a file which calls one `key` went to."""
        return self._accounts.get(name_key(key, currency, self.shape)) if key else None


def name_key(key: str, currency: str, shape: str) -> str:
    """Return the digest by which what a file calls an account is known.

    Of `fold_case`, as in `shape_of`: what was kept under a digest cannot be folded anew. A key
    that is a currency is known with the `shape` of its table alone: the wallets of every provider
    are called so.
    """
    text = f"{fold_case(key)}\n{currency}"
    if key in CURRENCIES:
        text += f"\n{shape}"
    return hashlib.sha256(text.encode()).hexdigest()


def remember_names(book: Book, targets: Sequence[Target], shape: str) -> None:
    """Remember what a file that is committed, with a table of this `shape`, calls its accounts."""
    named = [target for target in targets if target.key and target.account]
    # The next file may not say in which currency the account is.
    accounts = {name_key(t.key, code, shape): t.account for t in named for code in ("", t.currency)}
    services.keep_names(book, {key: account for key, account in accounts.items() if account})


def remember(book: Book, names: Sequence[str], parameters: ImportParameters) -> None:
    """Remember what `parameters` state of a table, where it may hold for the next one like it."""
    options = {k: v for k, v in parameters.options.items() if k not in ONLY_FOR_ONE}
    if names and (options or parameters.account):
        services.keep_layout(book, shape_of(names), names, options, parameters.account)


def shape_of(names: Sequence[str]) -> str:
    """Return the digest by which tables with columns of these `names` are known."""
    if not names:
        return ""
    return hashlib.sha256("\n".join(map(fold_case, names)).encode()).hexdigest()
