"""What higher apps tell the accounts: how much moved on each, and who uses one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accounts.models import Account
from books.models import Book


@dataclass(frozen=True, slots=True)
class AccountUse:
    """One way in which accounts are used; `name` is what the uses are called in an answer."""

    name: str
    count: Callable[[Account], int]


account_uses: list[AccountUse] = []
movement_sources: list[Callable[[Book, date], dict[int, int]]] = []
"""Each gives the minor units that moved on every account, by id, up to the end of a day."""


def register_account_use(use: AccountUse) -> None:
    account_uses.append(use)


def register_movements(source: Callable[[Book, date], dict[int, int]]) -> None:
    movement_sources.append(source)
