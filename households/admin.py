"""Invitations in the admin, without what would let one in."""

from django.contrib import admin

from books.admin import ReadOnlyAdmin
from households.models import Invitation


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin):
    list_display = ("id", "book", "role", "email", "made_by", "made_at", "expires_at", "used_by")
    list_filter = ("role", "made_at")
    list_select_related = ("book", "made_by", "used_by")
    search_fields = ("book__name", "email", "made_by__username")
    fields = (
        "book",
        "role",
        "email",
        "made_by",
        "made_at",
        "expires_at",
        "mailed",
        "used_by",
        "used_at",
    )
