"""What higher apps tell the books: which rows a book has, and who minds its home currency.

Filled by `books.declarations` once all models are there, in the order of INSTALLED_APPS.
"""

from collections.abc import Callable

from django.db import models

from books.unit_of_work import UnitOfWork

row_models: list[type[models.Model]] = []
"""Every model whose rows belong to a book, what is pointed at before what points at it."""

home_currency_watchers: list[Callable[[UnitOfWork], None]] = []
"""Called inside the change in which a book's home currency became another."""
