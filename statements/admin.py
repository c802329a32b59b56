"""Statements in the admin."""

from django.contrib import admin

from books.admin import ReadOnlyAdmin
from common.money import CURRENCIES, format_amount
from statements.models import Statement


@admin.register(Statement)
class StatementAdmin(ReadOnlyAdmin):
    list_display = ("id", "account", "date", "stated", "type", "closed", "book")
    list_filter = ("type", "closed")
    list_select_related = ("account", "book")
    search_fields = ("account__name", "book__name")
    fields = ("book", "account", "date", "stated", "type", "previous", "closed", "changed_in")

    @admin.display(description="balance")
    def stated(self, statement: Statement) -> str:
        amount = format_amount(statement.balance, CURRENCIES[statement.currency])
        return f"{amount} {statement.currency}"
