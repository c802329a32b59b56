"""A book's own rates in its history and in its feed."""

from collections.abc import Collection, Mapping
from typing import Any

from books.kinds import Columns, Description, Names
from books.models import Book
from currencies.models import BookRate
from currencies.serializers import RateSerializer


def describe_rate(row: Columns, names: Names) -> Description:
    return Description(
        f"1 {row['base']} in {row['quote']} on {row['date']}",
        {
            "date": f"{row['date']}",
            "base": row["base"],
            "quote": row["quote"],
            "rate": row["rate"],
        },
    )


def show_rates(book: Book, ids: Collection[int]) -> Mapping[int, Any]:
    """Return rates as the API shows them."""
    rows = BookRate.objects.with_ids(book, ids)
    return {row.pk: RateSerializer(row, context={"book": book}).data for row in rows}
