"""Exchange rates in the admin."""

from django.contrib import admin

from books.admin import ReadOnlyAdmin
from currencies.models import BookRate, PendingRevaluation, ReferenceRate


@admin.register(BookRate)
class BookRateAdmin(ReadOnlyAdmin):
    list_display = ("id", "date", "base", "quote", "rate", "book")
    list_filter = ("base", "quote")
    list_select_related = ("book",)
    search_fields = ("base", "quote", "book__name")
    fields = ("book", "date", "base", "quote", "rate", "changed_in")


@admin.register(ReferenceRate)
class ReferenceRateAdmin(ReadOnlyAdmin):
    list_display = ("id", "date", "currency", "rate", "source")
    list_filter = ("source",)
    search_fields = ("currency",)


@admin.register(PendingRevaluation)
class PendingRevaluationAdmin(ReadOnlyAdmin):
    list_display = ("id", "currencies", "start", "end")
