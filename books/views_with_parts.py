"""Endpoints of rows that are shown with their parts: all of a page are read together."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, cast

from rest_framework.serializers import ModelSerializer

from books.listing import Listing
from books.tracked_models import Ids
from books.views import BookViewSet
from common.errors import NotThere


class ViewSetWithParts(BookViewSet):
    """CRUD over rows that `present` shows, as the feed does."""

    @abstractmethod
    def present(self, ids: Ids) -> Mapping[int, Any]:
        """Return rows by id as the API shows them."""

    @classmethod
    @cache
    def listing(cls) -> Listing:
        shape = cast("type[ModelSerializer[Any]]", cls.serializer_class)
        order = cls.pagination_class.columns
        return Listing(shape.Meta.model, {"id": "id"}, cls.narrowings, order)

    def presented(self, row: Any) -> dict[str, Any]:
        if shown := self.presented_page([row]):
            return shown[0]
        raise NotThere

    def presented_page(self, rows: Sequence[Any]) -> Sequence[dict[str, Any]]:
        shown = self.present([row.id for row in rows])
        return [shown[row.id] for row in rows if row.id in shown]
