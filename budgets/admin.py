"""Budgets in the admin."""

from django.contrib import admin

from books.admin import ReadOnlyAdmin
from budgets.models import Budget, BudgetLine


@admin.register(Budget)
class BudgetAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "currency", "unit", "every", "book", "archived")
    list_filter = ("archived",)
    list_select_related = ("book",)
    search_fields = ("name", "book__name")
    fields = (
        "book", "name", "currency", "unit", "every", "anchor", "adjust", "archived", "changed_in",
    )  # fmt: skip


@admin.register(BudgetLine)
class BudgetLineAdmin(ReadOnlyAdmin):
    list_display = ("id", "budget", "category", "account", "starts", "ends", "book")
    list_select_related = ("budget", "category", "account", "book")
    search_fields = ("budget__name", "category__name", "book__name")
    fields = (
        "book", "budget", "category", "account", "starts", "ends", "opening", "changed_in",
    )  # fmt: skip
