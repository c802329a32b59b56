"""Schedules in the admin."""

from django.contrib import admin

from books.admin import ReadOnlyAdmin
from schedules.models import Occurrence, Schedule


@admin.register(Schedule)
class ScheduleAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "type", "records_from", "paused", "book")
    list_filter = ("paused", "type")
    list_select_related = ("book",)
    search_fields = ("name", "book__name")
    fields = (
        "book", "name", "type", "payee", "description", "records_from", "catch_up", "early", "late",
        "paused", "changed_in",
    )  # fmt: skip


@admin.register(Occurrence)
class OccurrenceAdmin(ReadOnlyAdmin):
    list_display = ("id", "schedule", "nominal", "state", "transaction", "book")
    list_filter = ("state",)
    list_select_related = ("schedule", "transaction", "book")
    search_fields = ("schedule__name", "book__name")
    fields = (
        "book", "schedule", "nominal", "state", "date", "amount", "transaction", "changed_in",
    )  # fmt: skip
