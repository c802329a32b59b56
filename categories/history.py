"""Categories in the history and in the feed of a book."""

from collections.abc import Collection, Mapping
from typing import Any

from books.kinds import Columns, Description, Names
from books.models import Book
from categories.models import Category
from categories.serializers import CategorySerializer


def describe_category(row: Columns, names: Names) -> Description:
    parent = row["parent_id"]
    return Description(
        row["name"],
        {
            "name": row["name"],
            "type": row["type"],
            "parent": names["category", parent] if parent else "",
            "archived": "yes" if row["archived"] else "no",
            "color": row["color"],
            "icon": row["icon"],
        },
    )


def show_categories(book: Book, ids: Collection[int]) -> Mapping[int, Any]:
    """Return categories as the API shows them."""
    rows = Category.objects.with_ids(book, ids)
    return {row.pk: CategorySerializer(row, context={"book": book}).data for row in rows}
