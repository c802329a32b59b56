"""The filters of the list of transactions, and its pages."""

import math
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers

from api.fields import AmountField, CurrencyField, DayField
from api.pagination import Cursor, KeysetPagination, beyond
from api.params import FlagParameter
from books.models import Book
from categories.drafts import Tree
from common.money import CURRENCIES
from common.periods import DATE_MAX, DATE_MIN
from common.text import fold
from transactions.models import Kind, Status, Transaction, TransactionQuerySet

NO_CATEGORY = "none"


class Expand(serializers.Serializer[Any]):
    expand = serializers.ChoiceField(
        choices=["postings"], required=False, help_text="Show the postings of a flat one as well."
    )


class TransactionFilters(Expand):
    start_date = DayField(required=False, help_text="Only from this day on.")
    end_date = DayField(required=False, help_text="Only up to the end of this day.")
    type = serializers.ChoiceField(
        choices=Kind.choices, required=False, help_text="Only this type."
    )
    kind = serializers.ChoiceField(
        choices=Kind.choices,
        required=False,
        help_text="Only those with a posting of this kind: what reports count.",
    )
    account = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Only those on this account."
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
        help_text="Only those with a posting that has a home amount, or one that has none.",
    )
    min_amount = AmountField(required=False, help_text="Only from this amount on.")
    max_amount = AmountField(required=False, help_text="Only up to this amount.")
    q = serializers.CharField(
        required=False,
        max_length=100,
        help_text="Only those with this text in description, notes or payee, in either case.",
    )
    payee = serializers.IntegerField(
        required=False, min_value=1, max_value=2**63 - 1, help_text="Only with this payee, by id."
    )
    tag = serializers.IntegerField(
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


def filtered(book: Book, wanted: dict[str, Any]) -> TransactionQuerySet:
    """Return the transactions of `book` that meet every one of the `wanted` filters."""
    rows = Transaction.objects.for_book(book)
    rows = rows.in_period(wanted.get("start_date"), wanted.get("end_date"))
    same = {name: wanted[name] for name in ("type", "status", "payee") if name in wanted}
    rows = rows.filter(**same)
    if "tag" in wanted:
        rows = rows.tagged(wanted["tag"])
    if key := fold(wanted.get("q", "")):
        rows = rows.with_text(key)
    if conditions := _posting_conditions(book, wanted):
        rows = rows.with_posting(**conditions)
    return rows.filter(_amount_condition(wanted))


def _posting_conditions(book: Book, wanted: dict[str, Any]) -> dict[str, Any]:
    """What one and the same posting has to meet."""
    conditions: dict[str, Any] = {
        name: wanted[name] for name in ("kind", "account", "currency") if name in wanted
    }
    if wanted["converted"] is not None:
        conditions["home_amount__isnull"] = not wanted["converted"]
    if wanted.get("category") == NO_CATEGORY:
        conditions |= {"category": None, "kind__in": [Kind.EXPENSE, Kind.INCOME]}
    elif "category" in wanted:
        root = int(wanted["category"])
        tree = Tree.of(book) if wanted["below"] else None
        branch = tree.branch(root) if tree and root in tree.nodes else [root]
        conditions["category__in"] = branch
    return conditions


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
    """Pages by date and id, newest first, at the same cost at any depth.

    Some MariaDB versions leave the index of a keyset condition that covers about half of a book
    or more. Each statement therefore looks at a bounded window of days, and at a wider one only
    while its page is not full.
    """

    columns = ("date", "id")
    descending = True
    WINDOW_DAYS = 366
    WIDEN_BY = 4

    def fetch(self, queryset: QuerySet[Any], cursor: Cursor | None, count: int) -> list[Any]:
        if cursor is None:
            return super().fetch(queryset, cursor, count)
        edge: date = cursor.key[0]
        descending = not cursor.back
        rows = queryset.filter(beyond(self.columns, cursor.key, descending=descending))
        order = ("-date", "-id") if descending else ("date", "id")
        days = self.WINDOW_DAYS
        while True:
            start, end = _window(edge, days, descending=descending)
            found = list(rows.filter(date__gte=start, date__lte=end).order_by(*order)[:count])
            if len(found) == count or (start == DATE_MIN if descending else end == DATE_MAX):
                return found
            days *= self.WIDEN_BY

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        match key:
            case (str(day), int(row_id)) if not isinstance(row_id, bool) and 0 <= row_id < 2**63:
                return (date.fromisoformat(day), row_id)
        raise ValueError("not a date and an id")

    def key_of(self, row: Any) -> tuple[Any, ...]:
        return (row.date.isoformat(), row.pk)


def _window(edge: date, days: int, *, descending: bool) -> tuple[date, date]:
    """Return the `days` on the far side of `edge`, within the years that there are."""
    if descending:
        left = (edge - DATE_MIN).days
        return (DATE_MIN if days >= left else edge - timedelta(days=days)), edge
    left = (DATE_MAX - edge).days
    return edge, (DATE_MAX if days >= left else edge + timedelta(days=days))
