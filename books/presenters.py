"""Rows for the feed, by the serializer that the API shows them with."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Model
from rest_framework.serializers import ModelSerializer

from books.models import Book, within
from books.tracked_models import Ids


def presented_by(
    serializer: type[ModelSerializer[Any]],
) -> Callable[[Book, Ids], Mapping[int, Any]]:
    """Return what presents rows of the model of `serializer`, where one row alone is enough."""

    model: type[Model] = serializer.Meta.model

    def present(book: Book, ids: Ids) -> Mapping[int, Any]:
        rows = model._default_manager.filter(pk__in=ids, **within(book))
        return {row.pk: serializer(row, context={"book": book}).data for row in rows}

    return present
