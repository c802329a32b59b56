"""Accounts in the admin."""

from django.contrib import admin

from accounts.models import Account
from books.admin import ReadOnlyAdmin
from common.money import format_amount


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "type", "currency", "opened_with", "opening_date", "book")
    list_filter = ("type", "currency", "archived")
    list_select_related = ("book",)
    search_fields = ("name", "book__name")
    fields = (
        "book",
        "name",
        "type",
        "currency",
        "opened_with",
        "opening_date",
        "is_default",
        "archived",
        "strict",
        "changed_in",
    )

    @admin.display(description="opening balance")
    def opened_with(self, account: Account) -> str:
        return format_amount(account.opening_balance, account.money)
