"""The endpoint of the delta feed, and its cursor."""

import base64
import binascii
import json
from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.pagination import LIMIT_MAX
from api.params import NumberParameter, read_params
from books.consistent_reads import read_consistently
from books.feed import Item, Position, read_page
from books.history_examples import FEED
from books.models import Book
from books.views import BookAPIView
from common.errors import Invalid, Problem
from common.integers import BIGINT_MAX

FEED_LIMIT_MAX = 1_000
"""How many items a page of the feed may have: five times a list, as clients fetch whole books by
it."""


class FeedParameters(serializers.Serializer[Any]):
    since = serializers.CharField(
        required=False,
        help_text="The `cursor` of the last response; without it, the feed begins with everything.",
    )
    limit = NumberParameter(
        min_value=1,
        max_value=FEED_LIMIT_MAX,
        default=LIMIT_MAX,
        help_text="The maximum number of items of a response.",
    )


class FeedItemSerializer(serializers.Serializer[Item]):
    """One changed row, as it is now."""

    kind = serializers.CharField(help_text="The kind of the row, such as `transaction`.")
    id = serializers.IntegerField(source="row_id", help_text="The id of the row.")
    change = serializers.IntegerField(
        source="number", help_text="The number of the change that determines its position."
    )
    deleted = serializers.SerializerMethodField(help_text="Whether it was deleted.")
    object = serializers.JSONField(
        source="row", help_text="The row as its own endpoint shows it; null where it was deleted."
    )

    def get_deleted(self, item: Item) -> bool:
        return item.row is None


@extend_schema_serializer(examples=[FEED])
class FeedSerializer(serializers.Serializer[Any]):
    """The changed rows, and the cursor for the next request."""

    results = FeedItemSerializer(many=True, help_text="In the order of the changes.")
    cursor = serializers.CharField(help_text="The value of `since` for the next request; opaque.")
    has_more = serializers.BooleanField(help_text="Whether there are more items.")
    as_of = serializers.IntegerField(
        help_text=(
            "The book's last change when this was read. Where there are no more items, a client "
            "has the book as of that change."
        )
    )


class FeedView(BookAPIView):
    """What changed."""

    reads_query = frozenset({"get"})

    @extend_schema(parameters=[FeedParameters], responses=FeedSerializer)
    def get(self, request: Request) -> Response:
        """Follow the book.

        Returns rows that changed or were deleted since a cursor, in the order of changes. Send
        `cursor` as `since` in the next request to keep an exact copy of the book. A row may come
        twice; its later state is the current one.
        """
        wanted = read_params(request, FeedParameters)
        since = _decode(self.book, wanted["since"]) if "since" in wanted else None
        page = read_consistently(self.book, lambda: read_page(self.book, since, wanted["limit"]))
        shown = {
            "results": page.items,
            "cursor": _encode(self.book, page.position),
            "has_more": page.more,
            "as_of": page.as_of,
        }
        return Response(FeedSerializer(shown).data)


def _encode(book: Book, position: Position) -> str:
    text = json.dumps([book.pk, *position], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(book: Book, text: str) -> Position:
    """Return the position that a cursor of `book` names; raises Invalid for any other text."""
    try:
        padded = text.encode("ascii") + b"=" * (-len(text) % 4)
        match json.loads(base64.b64decode(padded, altchars=b"-_", validate=True)):
            case [book.pk, int(n), int(stream), int(row_id), int(began)] if (
                # The feed no longer has rows that were deleted before the history begins, and
                # never has those of the book before an archive was restored into it.
                max(book.history_from - 1, book.restored_in) <= max(n, began) <= book.last_change
                and min(n, stream, row_id, began) >= 0
                and max(stream, row_id) <= BIGINT_MAX
            ):
                return Position(n, stream, row_id, began)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        pass  # said below, as of a cursor that is sound and of another book
    detail = "This is not a cursor of this book; omit since to start from the beginning."
    raise Invalid([Problem("?since", "invalid_cursor", detail)])
