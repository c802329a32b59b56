"""The filters of the list of transactions, and its pages."""

import math
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from api.fields import AmountField, CurrencyField, DayField
from api.pagination import Cursor, KeysetPagination
from api.params import FlagParameter, NumberParameter
from books.models import Book
from categories.drafts import Tree
from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN
from common.text import fold
from transactions.models import (
    UNCATEGORISED,
    PostingKind,
    Status,
    Transaction,
    TransactionQuerySet,
    whole,
)
from transactions.search import ORDER, PostingConditions, Search

NO_CATEGORY = "none"
NOT_NARROWING = {"expand", "below", "converted"}
"""Parameters that ask for no less by being there."""
COUNTED_KINDS = (PostingKind.EXPENSE.value, PostingKind.INCOME.value)
"""The kinds of postings that have a category, or could."""


class Expand(serializers.Serializer[Any]):
    expand = serializers.ChoiceField(
        choices=["postings"],
        required=False,
        help_text="Also shows the postings of a flat transaction.",
    )


class TransactionFilters(Expand):
    start_date = DayField(required=False, help_text="Only on this day or later.")
    end_date = DayField(required=False, help_text="Only on this day or earlier.")
    type = serializers.ChoiceField(
        choices=PostingKind.choices, required=False, help_text="Only this type."
    )
    kind = serializers.ChoiceField(
        choices=PostingKind.choices,
        required=False,
        help_text="Only those with a posting of this kind, as reports count them.",
    )
    account = NumberParameter(
        required=False,
        min_value=1,
        max_value=2**63 - 1,
        help_text="Only those with a posting on this account.",
    )
    category = serializers.RegexField(
        r"^([1-9][0-9]{0,17}|none)$",
        required=False,
        error_messages={"invalid": 'State the id of a category, or "none".'},
        help_text='Only this category and those below it; "none" gives the uncategorised.',
    )
    below = FlagParameter(
        default=True, help_text="Whether categories below `category` count as well."
    )
    currency = CurrencyField(
        required=False, help_text="Only those with a posting in this currency (ISO 4217)."
    )
    converted = FlagParameter(
        help_text="Only those with a posting that has a home amount, or one without.",
    )
    min_amount = AmountField(required=False, help_text="Only this amount or more.")
    max_amount = AmountField(required=False, help_text="Only this amount or less.")
    q = serializers.CharField(
        required=False,
        max_length=100,
        help_text="Only those with this text in description, notes or payee, in either case.",
    )
    payee = NumberParameter(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Only with this payee, by id."
    )
    tag = NumberParameter(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Only with this tag, by id."
    )
    status = serializers.ChoiceField(
        choices=Status.choices, required=False, help_text="Only of this status."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("start_date", DATE_MIN) > attrs.get("end_date", DATE_MAX):
            detail = "State a day on or after start_date."
            raise serializers.ValidationError({"end_date": detail}, code="before_start")
        return attrs


def search(book: Book, wanted: dict[str, Any]) -> Search:
    """Return the search for the transactions of `book` that meet every one of the filters."""
    rows = Transaction.objects.for_book(book)
    same = {name: wanted[name] for name in ("type", "status", "payee") if name in wanted}
    rows = rows.filter(_amount_condition(wanted), **same)
    if "tag" in wanted:
        rows = rows.tagged(wanted["tag"])
    if key := fold(wanted.get("q", "")):
        rows = rows.with_text(key)
    return Search(
        book=book,
        rows=rows,
        narrows=wanted["converted"] is not None or bool(wanted.keys() - NOT_NARROWING),
        posting=_posting_conditions(book, wanted),
        start=wanted.get("start_date", DATE_MIN),
        end=wanted.get("end_date", DATE_MAX),
    )


def _posting_conditions(book: Book, wanted: dict[str, Any]) -> PostingConditions:
    kinds = frozenset({wanted["kind"]}) if "kind" in wanted else None
    categories: tuple[int, ...] | None = None
    if wanted.get("category") == NO_CATEGORY:
        categories = (UNCATEGORISED,)
        kinds = frozenset(COUNTED_KINDS) & (kinds or frozenset(COUNTED_KINDS))
    elif "category" in wanted:
        categories = _branch(book, int(wanted["category"]), below=wanted["below"])
    return PostingConditions(
        kinds=kinds,
        account=wanted.get("account"),
        categories=categories,
        currency=wanted.get("currency"),
        converted=wanted["converted"],
    )


def _branch(book: Book, root: int, *, below: bool) -> tuple[int, ...]:
    tree = Tree.of(book) if below else None
    return tuple(tree.branch(root)) if tree and root in tree.nodes else (root,)


def _amount_condition(wanted: dict[str, Any]) -> Q:
    """The amount range, in units of whatever currency a transaction is in."""
    low, high = wanted.get("min_amount"), wanted.get("max_amount")
    if low is None and high is None:
        return Q()
    condition = Q(pk__in=[])
    for exponent in sorted({currency.exponent for currency in CURRENCIES.values()}):
        codes = [code for code, currency in CURRENCIES.items() if currency.exponent == exponent]
        bounds = Q(currency__in=codes)
        if low is not None:
            bounds &= Q(amount__gte=math.ceil(Fraction(low) * 10**exponent))
        if high is not None:
            bounds &= Q(amount__lte=math.floor(Fraction(high) * 10**exponent))
        condition |= bounds
    return condition


class NewestFirst(KeysetPagination):
    """Pages by date and id, newest first, at the same cost at any depth."""

    columns = ORDER
    descending = True

    def paginate_queryset(
        self, queryset: QuerySet[Any] | Sequence[Any], request: Request, view: Any = None
    ) -> list[Any]:
        self.search: Search = view.search
        return super().paginate_queryset(queryset, request, view)

    def fetch(self, queryset: QuerySet[Any], cursor: Cursor | None, count: int) -> list[Any]:
        if cursor is None and not self.search.narrows:
            # The first page of all there is stands at the very end of the index.
            found = super().fetch(queryset, cursor, count)
        else:
            found = self._search(queryset, cursor, count)
        return whole(found)

    def _search(self, queryset: QuerySet[Any], cursor: Cursor | None, count: int) -> list[Any]:
        rows: TransactionQuerySet = queryset  # type: ignore[assignment]  # its own
        descending = cursor is None or not cursor.back
        key = None if cursor is None else cursor.key
        return self.search.nearest(rows, key, count, descending=descending)

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        match key:
            case (str(day), int(row_id)) if not isinstance(row_id, bool) and 0 <= row_id < 2**63:
                return (date.fromisoformat(day), row_id)
        raise ValueError("not a date and an id")

    def key_of(self, row: Any) -> tuple[Any, ...]:
        return (row.date.isoformat(), row.pk)
