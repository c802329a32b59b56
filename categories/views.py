"""The endpoints of categories."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from api.params import read_params
from books.preconditions import check_if_match
from books.unit_of_work import UnitOfWork
from books.views import BookViewSet
from categories import services
from categories.models import Category, CategoryQuerySet
from categories.serializers import CategoryFilters, CategorySerializer, Merge, ReplaceWith
from common.errors import Problem, raise_problems


@extend_schema_view(
    list=extend_schema(parameters=[CategoryFilters]),
    destroy=extend_schema(parameters=[ReplaceWith]),
)
class CategoryViewSet(BookViewSet):
    """Categories form a tree. A branch has the type of its root."""

    queryset = Category.objects.all()
    serializer_class = CategorySerializer
    reads_query = BookViewSet.reads_query | {"destroy"}
    list_params = CategoryFilters
    narrowings = {
        "type": CategoryQuerySet.of_type,
        "archived": CategoryQuerySet.archived,
        "parent": CategoryQuerySet.below,
    }

    def perform_create(self, uow: UnitOfWork, values: dict[str, Any]) -> Category:
        return services.create_category(uow, **values)

    def perform_update(self, uow: UnitOfWork, row: Any, values: dict[str, Any]) -> Category:
        return services.amend_category(uow, row, **values)

    def perform_destroy(self, uow: UnitOfWork, row: Any) -> None:
        """Refused (409) while it is in use, unless `replace_with` names its replacement."""
        services.delete_category(uow, row, replace_with=self._replacement())

    @extend_schema(request=Merge, responses=CategorySerializer)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Merge a category into another.

        Replaces it by the other category everywhere, and deletes it. Returns the other category.
        """

        def work(uow: UnitOfWork) -> Response:
            row = self.get_object()
            check_if_match(request, row)
            serializer = Merge(data=request.data, context=self.get_serializer_context())
            into = self.valid(serializer)["into"]
            return self.shown(services.merge_category(uow, row, into))

        return self.write(work)

    def _replacement(self) -> Category | None:
        wanted = read_params(self.request, ReplaceWith).get("replace_with")
        if wanted is None:
            return None
        found = self.get_queryset().filter(pk=wanted).first()
        if found is None:
            detail = "There is no such category in this book."
            raise_problems([Problem("?replace_with", "does_not_exist", detail)])
        return found
