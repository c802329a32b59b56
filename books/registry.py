"""What higher apps tell the books: which rows a book has, and who minds its home currency.

Filled once, while apps load; the order is that of INSTALLED_APPS, so lower apps come first.
"""

from collections.abc import Callable

from django.db import models

from books.door import OpenChange

row_models: list[type[models.Model]] = []
"""Every model whose rows belong to a book, what is pointed at before what points at it."""

home_currency_watchers: list[Callable[[OpenChange], None]] = []
"""Called inside the change in which a book's home currency became another."""


def register_rows(*kinds: type[models.Model]) -> None:
    row_models.extend(kinds)


def register_home_currency_watcher(watcher: Callable[[OpenChange], None]) -> None:
    home_currency_watchers.append(watcher)
