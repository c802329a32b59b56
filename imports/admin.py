"""Imports in the admin: which files came and what became of them, without what is in them."""

from django.contrib import admin

from books.admin import ReadOnlyAdmin
from imports.models import Import


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "book",
        "user",
        "uploaded_at",
        "format",
        "file_bytes",
        "state",
        "rows_planned",
        "recorded",
    )
    list_filter = ("state", "format")
    list_select_related = ("book", "user")
    search_fields = ("book__name", "user__username", "=file_digest")
    fields = (
        "book",
        "user",
        "token",
        "uploaded_at",
        "file_name",
        "file_bytes",
        "file_digest",
        "format",
        "state",
        "auto_commit",
        "accept_unproved",
        "bytes_read",
        "bytes_in_all",
        "rows_read",
        "rows_planned",
        "change_number",
        "recorded",
        "queued_at",
        "tries",
        "worker",
        "worked_at",
    )
