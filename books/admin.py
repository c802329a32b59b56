"""Books in the admin, and what the pages of all apps have in common: staff read, and never write.

Rows of a book are written through its numbered changes alone, so there is no form for them.
"""

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from books.models import Book, Change, Membership, Revision

admin.site.site_header = admin.site.site_title = "Expense Tracker"


class ReadOnly(BaseModelAdmin):  # type: ignore[type-arg]  # generic for type checkers only
    """Nothing here can be added, changed or deleted, not even by a superuser."""

    def has_add_permission(self, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]  # generic for type checkers only
    """Pages to look at rows, newest first: by id, which needs no sorting at any size."""

    ordering = ("-id",)
    list_per_page = 50
    show_full_result_count = False


class ReadOnlyInline(ReadOnly, admin.TabularInline):  # type: ignore[type-arg]  # generic for type checkers only
    """Rows to look at within the page of the row that they belong to."""

    extra = 0


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = ("user", "role", "joined_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("user")


@admin.register(Book)
class BookAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "members", "home_currency", "last_change", "created_at")
    list_filter = ("home_currency",)
    search_fields = ("name", "memberships__user__username", "memberships__user__email")
    fields = ("name", "home_currency", "calendar", "closed_days", "last_change", "created_at")
    inlines = (MembershipInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Book]:
        return super().get_queryset(request).prefetch_related("memberships__user")

    @admin.display
    def members(self, book: Book) -> str:
        return ", ".join(str(membership.user) for membership in book.memberships.all())


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    list_display = (
        "id",
        "book",
        "number",
        "at",
        "user",
        "cause",
        "token",
        "undoes",
        "undone_by",
        "note",
    )
    list_filter = ("cause", "at")
    list_select_related = ("book", "user")
    search_fields = ("book__name", "user__username", "token", "note")
    fields = (
        "book",
        "number",
        "at",
        "user",
        "cause",
        "token",
        "undoes",
        "undone_by",
        "note",
        "counts",
    )


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("id", "book", "number", "action", "kind", "row_id")
    list_filter = ("action",)
    list_select_related = ("book",)
    search_fields = ("book__name", "=row_id")
    fields = ("book", "number", "action", "kind", "row_id", "created_in", "before")
