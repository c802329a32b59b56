"""The filters of the list of transactions, and its pages."""

import math
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from api.fields import AmountField, CurrencyField, DayField
from api.pagination import KeysetPagination
from api.params import FlagParameter, IdsParameter, NumberParameter
from books.models import Book
from categories.drafts import Tree
from common.integers import BIGINT_MAX
from common.periods import DATE_MAX, DATE_MIN
from common.text import NAME_LENGTH_MAX, fold
from transactions.models import EXPONENTS, UNCATEGORISED, PostingKind, Status
from transactions.search import ORDER, PostingConditions, Search

NONE = "none"
"""What stands for no category, and for no payee, in a parameter."""
OWN_FILTERS = ("type", "status", "tag")
"""Filters whose values are conditions of `Search` as they stand."""
NOT_NARROWING = {"expand", "below", "converted", "settled"}
"""Parameters that ask for no less by being there."""
BALANCE = "balance"
"""What `expand` asks for where it asks for running balances."""
WITH_BALANCE = {"expand", "account", "start_date", "end_date", "below"}
"""Parameters that go with running balances: the list that they leave has every transaction of the
account between its ends, so that each balance follows from the next. `below` by itself does
nothing."""
ACCOUNTS_MAX = 100
"""How many accounts a filter states at the most: more than a household has. It bounds the
statement."""
CATEGORIES_MAX = 400
"""How many categories a filter states at the most: their ids fit into the 4,094 bytes that a server
takes of an address."""
COUNTED_KINDS = (PostingKind.EXPENSE.value, PostingKind.INCOME.value)
"""The kinds of postings that have a category, or could."""


class Expand(serializers.Serializer[Any]):
    expand = serializers.ChoiceField(
        choices=["postings"],
        required=False,
        help_text="Also shows the postings of a flat transaction.",
    )


class RowOrNoneParameter(serializers.RegexField):
    """The id of a row of some kind, or NONE, as text."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(
            f"^([1-9][0-9]{{0,17}}|{NONE})$",
            error_messages={"invalid": f'State the id of a {kind}, or "{NONE}".'},
            **kwargs,
        )


class TransactionFilters(serializers.Serializer[Any]):
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
    account = IdsParameter(
        "accounts",
        ACCOUNTS_MAX,
        required=False,
        help_text="Only those with a posting on this account, or on one of several: ids with "
        "commas between them.",
    )
    category = IdsParameter(
        "categories",
        CATEGORIES_MAX,
        none=NONE,
        required=False,
        help_text="Only this category and those below it, or several: ids with commas between "
        'them; "none" gives the uncategorised.',
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
    statement = NumberParameter(
        required=False,
        min_value=1,
        max_value=BIGINT_MAX,
        help_text="Only those with a posting that this statement settles, by id.",
    )
    settled = FlagParameter(
        help_text="Only those with a posting that a statement settles, or one that none does.",
    )
    min_amount = AmountField(required=False, help_text="Only this amount or more.")
    max_amount = AmountField(required=False, help_text="Only this amount or less.")
    q = serializers.CharField(
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text="Only those with this text in description, notes or payee, in either case.",
    )
    payee = RowOrNoneParameter(
        "payee",
        required=False,
        help_text='Only with this payee, by id; "none" gives those without one.',
    )
    tag = NumberParameter(
        required=False, min_value=1, max_value=BIGINT_MAX, help_text="Only with this tag, by id."
    )
    status = serializers.ChoiceField(
        choices=Status.choices, required=False, help_text="Only of this status."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if faults := self.faults_of(attrs):
            raise serializers.ValidationError(faults)
        return attrs

    def faults_of(self, attrs: dict[str, Any]) -> dict[str, ErrorDetail]:
        """Return what is wrong with the parameters together, by the name of one of them."""
        if attrs.get("start_date", DATE_MIN) > attrs.get("end_date", DATE_MAX):
            detail = "State a day on or after start_date."
            return {"end_date": ErrorDetail(detail, code="before_start")}
        return {}


class ListParams(TransactionFilters):
    """The parameters of the list, but for those of pages."""

    expand = serializers.ChoiceField(
        choices=["postings", "balance"],
        required=False,
        help_text=(
            "Also shows the postings of flat transactions, or the balance of `account` after each; "
            "`balance` goes with no other filters than days."
        ),
    )

    def faults_of(self, attrs: dict[str, Any]) -> dict[str, ErrorDetail]:
        faults = super().faults_of(attrs)
        if attrs.get("expand") != BALANCE:
            return faults
        if len(attrs.get("account", ())) != 1:
            detail = "State the one account that the balance is of."
            faults["account"] = ErrorDetail(detail, code="required")
        stated = {name for name, value in attrs.items() if value is not None}
        for name in sorted(stated - WITH_BALANCE):
            detail = "The balance is after every transaction of the account; leave this filter out."
            faults[name] = ErrorDetail(detail, code="not_with_balance")
        return faults


def search(book: Book, wanted: dict[str, Any]) -> Search:
    """Return the search for the transactions of `book` that meet every one of the filters."""
    conditions = {name: wanted[name] for name in OWN_FILTERS if name in wanted}
    if "payee" in wanted:
        conditions |= _payee_condition(wanted["payee"])
    if key := fold(wanted.get("q", "")):
        conditions["text"] = key
    if "min_amount" in wanted:
        conditions["lowest"] = _in_minor(wanted["min_amount"], math.ceil)
    if "max_amount" in wanted:
        conditions["highest"] = _in_minor(wanted["max_amount"], math.floor)
    return Search(
        book=book,
        conditions=conditions,
        narrows=any(wanted[flag] is not None for flag in ("converted", "settled"))
        or bool(wanted.keys() - NOT_NARROWING),
        posting=_posting_conditions(book, wanted),
        start=wanted.get("start_date", DATE_MIN),
        end=wanted.get("end_date", DATE_MAX),
    )


def _payee_condition(payee: str) -> dict[str, Any]:
    return {"without_payee": True} if payee == NONE else {"payee": int(payee)}


def _posting_conditions(book: Book, wanted: dict[str, Any]) -> PostingConditions:
    kinds = frozenset({wanted["kind"]}) if "kind" in wanted else None
    categories: tuple[int, ...] | None = None
    if wanted.get("category") == NONE:
        categories = (UNCATEGORISED,)
        kinds = frozenset(COUNTED_KINDS) & (kinds or frozenset(COUNTED_KINDS))
    elif "category" in wanted:
        categories = _branches(book, wanted["category"], below=wanted["below"])
    return PostingConditions(
        kinds=kinds,
        accounts=wanted.get("account"),
        categories=categories,
        currency=wanted.get("currency"),
        converted=wanted["converted"],
        statement=wanted.get("statement"),
        settled=wanted["settled"],
    )


def _branches(book: Book, roots: tuple[int, ...], *, below: bool) -> tuple[int, ...]:
    if not below:
        return roots
    tree = Tree.of(book)
    found = (tree.branch(root) if root in tree.nodes else [root] for root in roots)
    return tuple(dict.fromkeys(one for branch in found for one in branch))


def _in_minor(amount: Decimal, rounded: Callable[[Fraction], int]) -> tuple[int, ...]:
    """Return `amount` in minor units, for each of the exponents of currencies.

    No more than a column holds: no transaction has an amount beyond.
    """
    exact = (rounded(Fraction(amount) * 10**exponent) for exponent in EXPONENTS)
    return tuple(max(-BIGINT_MAX, min(minor, BIGINT_MAX)) for minor in exact)


class NewestFirst(KeysetPagination):
    """Pages by date and id, newest first, at the same cost at any depth."""

    columns = ORDER
    descending = True

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        match key:
            case (str(day), int(row_id)) if (
                not isinstance(row_id, bool) and 0 <= row_id <= BIGINT_MAX
            ):
                return (date.fromisoformat(day), row_id)
        raise ValueError("not a date and an id")

    def key_of(self, row: Any) -> tuple[Any, ...]:
        return (row.date.isoformat(), row.pk)
