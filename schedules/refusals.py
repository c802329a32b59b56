"""Every write to what is remembered of refused suggestions: beside the book, without a change."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from books.models import Book
from common.errors import Invalid, Problem
from schedules.models import RefusedSeries
from schedules.suggestions import Refusal, Suggestion, named, refusals_of, suggested


def refuse(book: Book, key: str, today: date) -> Suggestion:
    """Remember that the payments of a suggestion do not recur, and return it.

    Nothing happens where it was refused before; raises Invalid where there is no such suggestion.
    """
    found = suggested(book, today)
    one = _named([*found.open, *found.refused], key)
    if named(found.refused, key) is None:
        RefusedSeries.objects.get_or_create(book=book, **_columns(one.refusal))
    return one


def take_back(book: Book, key: str, today: date) -> Suggestion:
    """Forget that a suggestion was refused, and return it.

    Nothing happens where it was not; raises Invalid where there is no such suggestion.
    """
    found = suggested(book, today)
    both = [*found.open, *found.refused]
    one = _named(both, key)
    for refusal in refusals_of(book):
        if refusal.among(both) is one:
            RefusedSeries.objects.filter(book=book, **_columns(refusal)).delete()
    return one


def _named(found: Iterable[Suggestion], key: str) -> Suggestion:
    one = named(found, key)
    if one is None:
        detail = "There is no such suggestion; its payments may have changed since."
        raise Invalid([Problem("/key", "does_not_exist", detail)])
    return one


def _columns(refusal: Refusal) -> dict[str, Any]:
    kind, currency, account, payee, cadence, amount = refusal
    return {
        "type": kind, "currency": currency, "account_key": account, "payee_key": payee,
        "cadence": cadence, "amount": amount,
    }  # fmt: skip
