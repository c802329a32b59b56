"""Transactions, their postings and the totals in the admin; amounts as decimal text."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from books.admin import ReadOnlyAdmin, ReadOnlyInline
from common.money import CURRENCIES, format_amount
from transactions.models import (
    UNCATEGORISED,
    MonthlyFlow,
    MonthlyTotal,
    Payee,
    Posting,
    Tag,
    Total,
    Transaction,
    TransactionTag,
)


def _text(minor: int | None, currency: str) -> str | None:
    if minor is None:
        return None
    return f"{format_amount(minor, CURRENCIES[currency])}\N{NO-BREAK SPACE}{currency}"


class PostingInline(ReadOnlyInline):
    model = Posting
    fields = ("position", "account", "kind", "category", "money", "home", "rate", "description")
    readonly_fields = ("money", "home")
    ordering = ("position",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("account", "category", "book")

    @admin.display(description="amount")
    def money(self, posting: Posting) -> str | None:
        return _text(posting.amount, posting.currency)

    @admin.display(description="in home currency", empty_value="unconverted")
    def home(self, posting: Posting) -> str | None:
        return _text(posting.home_amount, posting.book.home_currency)


class TagInline(ReadOnlyInline):
    model = TransactionTag
    fields = ("tag",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("tag")


@admin.register(Transaction)
class TransactionAdmin(ReadOnlyAdmin):
    list_display = ("id", "date", "type", "money", "payee", "description", "status", "book")
    list_filter = ("type", "status", "refund", "date")
    list_select_related = ("payee", "book")
    search_fields = ("search_text", "payee__name", "book__name")
    fields = (
        "book",
        "date",
        "type",
        "money",
        "refund",
        "payee",
        "description",
        "notes",
        "status",
        "created_in",
        "changed_in",
    )
    inlines = (PostingInline, TagInline)

    @admin.display(description="amount")
    def money(self, row: Transaction) -> str | None:
        return _text(row.amount, row.currency)


_SUMS = ("account", "money", "home", "apart", "postings", "book")


class TotalAdmin(ReadOnlyAdmin):
    """Sums by month: in the account's currency, and in the book's."""

    list_filter = ("kind", "month")
    list_select_related = ("account", "book")
    search_fields = ("account__name", "book__name")

    @admin.display(description="amount")
    def money(self, total: Total) -> str | None:
        return _text(total.amount, total.account.currency)

    @admin.display(description="in home currency")
    def home(self, total: Total) -> str | None:
        return _text(total.home_amount, total.book.home_currency)

    @admin.display(description="unconverted")
    def apart(self, total: Total) -> str | None:
        return _text(total.unconverted, total.account.currency)


@admin.register(MonthlyTotal)
class MonthlyTotalAdmin(TotalAdmin):
    list_display = ("id", "month", "kind", "category", *_SUMS)
    fields = ("month", "kind", "category", *_SUMS)

    @admin.display(empty_value="uncategorised")
    def category(self, total: MonthlyTotal) -> int | None:
        return None if total.category_key == UNCATEGORISED else total.category_key


@admin.register(MonthlyFlow)
class MonthlyFlowAdmin(TotalAdmin):
    list_display = ("id", "month", "kind", *_SUMS)
    fields = ("month", "kind", *_SUMS)


@admin.register(Payee, Tag)
class LabelAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "archived", "book")
    list_filter = ("archived",)
    list_select_related = ("book",)
    search_fields = ("name", "book__name")
    fields = ("book", "name", "archived", "changed_in")
