"""Categories in the admin."""

from django.contrib import admin

from books.admin import ReadOnlyAdmin
from categories.models import Category


@admin.register(Category)
class CategoryAdmin(ReadOnlyAdmin):
    list_display = ("id", "name", "type", "parent", "book", "archived")
    list_filter = ("type", "archived")
    list_select_related = ("parent", "book")
    search_fields = ("name", "book__name")
    fields = ("book", "name", "type", "parent", "archived", "color", "icon", "changed_in")
