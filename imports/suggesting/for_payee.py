"""A category for a payee that somebody states: that of the last use, or what was learned."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery, TextChoices

from books.models import Book
from common.statements import Statement
from common.text import fold
from imports.suggesting.categories import learned_from
from imports.suggesting.category_learner import Suggestion
from transactions.models import Posting, PostingKind, Transaction

USES_MAX = 24
"""How many transactions of a payee are looked at for one with a category: as many as the learner
keeps. Somebody who left that many without one wants none filled in."""
POSTINGS_MAX = 5_000
"""How many postings are looked at for choices, the newest. Somebody waits: these take some 0.05 s,
and all of a book of a hundred thousand 1 s."""
CHOICES_MAX = 2_000
"""From how many of them is learned, the newest: that takes 0.04 s, and 20,000 take 0.4 s."""


class CategorySource(TextChoices):
    """What a suggested category rests on: the last use of the payee, or what was learned."""

    LAST_USE = "last_use"
    LEARNED = "learned"


class CategoryForPayee(NamedTuple):
    """A category that fits, and why."""

    category: int
    source: CategorySource
    confidence: int | None
    """Per cent, of what was learned."""
    reason: str


def category_for_payee(
    book: Book, payee: str, description: str, kind: str
) -> CategoryForPayee | None:
    """Return a category of `kind` for a payee by name; None where nothing speaks for one."""
    return _last_used(book, payee, kind) or _learned(book, payee, description, kind)


def _last_used(book: Book, payee: str, kind: str) -> CategoryForPayee | None:
    way = "from" if kind == PostingKind.INCOME else "to"
    for category, name, written in _LAST_USES.rows(book=book.pk, payee=fold(payee), kind=kind):
        if category is not None:
            reason = f'the last payment {way} "{written}" was under {name}'
            return CategoryForPayee(category, CategorySource.LAST_USE, None, reason)
    return None


def learned_categories(
    book: Book, wanted: Iterable[tuple[str, str, str]]
) -> list[CategoryForPayee | None]:
    """Return a category for each payee, description and kind, by what was learned once for all."""
    learner = learned_from(islice(_choices(book), CHOICES_MAX))
    if learner is None:
        return [None for _ in wanted]
    return [_answer(learner.suggest(*one)) for one in wanted]


def _learned(book: Book, payee: str, description: str, kind: str) -> CategoryForPayee | None:
    (found,) = learned_categories(book, [(payee, description, kind)])
    return found


def _answer(found: Suggestion[int] | None) -> CategoryForPayee | None:
    if found is None:
        return None
    confidence = round(100 * found.confidence)
    return CategoryForPayee(found.category, CategorySource.LEARNED, confidence, found.reason)


def _choices(book: Book) -> Iterator[tuple[str | None, str, str, int, str]]:
    """Yield the choices of categories that are not archived, newest first."""
    for *choice, archived in _NEWEST.rows(book=book.pk):
        if archived is not None and not archived:
            payee, description, kind, category, name = choice
            yield payee, description, kind, category, name


def _last_uses(*, book: Any, payee: Any, kind: Any) -> QuerySet[Any, Any]:
    """The newest transactions of a payee: the category of each, its name, and the payee's.

    The order is that in which they were recorded, which the index of the payee has. A split counts
    under its first posting.
    """
    first = Posting.objects.filter(
        transaction_id=OuterRef("id"), position=0, kind=kind, category__archived=False
    )
    return (
        Transaction.objects.filter(payee__book_id=book, payee__name_key=payee, type=kind)
        .order_by("-id")
        .values_list(
            Subquery(first.values("category_id")),
            Subquery(first.values("category__name")),
            "payee__name",
        )[:USES_MAX]
    )


def _newest(*, book: Any) -> QuerySet[Any, Any]:
    """The newest postings, in the order in which people touched their transactions.

    Left joins, so that each engine begins with the index of that order. Asked for those with a
    category alone, MariaDB begins with the categories and sorts every posting of the book.
    """
    return (
        Transaction.objects.filter(book_id=book)
        .order_by("-changed_in", "-id")
        .values_list(
            "payee__name",
            "description",
            "postings__kind",
            "postings__category_id",
            "postings__category__name",
            "postings__category__archived",
        )[:POSTINGS_MAX]
    )


_LAST_USES = Statement(_last_uses)
_NEWEST = Statement(_newest)
