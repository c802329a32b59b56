"""Registers of higher apps: which keep amounts at a rate, and in which books.

Their resources fill them (`books.resources`).
"""

from collections.abc import Callable, Collection, Iterable

from books.unit_of_work import UnitOfWork
from common.periods import Period

RateWatcher = Callable[[UnitOfWork, Collection[str], Period], None]
BookFinder = Callable[[Collection[str]], Iterable[int]]

rate_watchers: list[RateWatcher] = []
"""Called inside a change of the book in which, or before which, rates of some currencies into its
home currency came, changed or went: with those currencies, and the days on which the rates may
be used. A watcher re-values what it keeps in them."""

books_with_currencies: list[BookFinder] = []
"""Each returns the ids of the books that keep amounts in one of some currencies which is not their
home currency. It must find a book whose first such amount is only being written: what an amount
can be in (its account's currency) is the thing to ask for."""
