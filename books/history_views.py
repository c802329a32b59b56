"""The endpoints of a book's history: what was done, and taking it back."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from books.door import OpenChange
from books.undo import undo
from books.views import BookAPIView


class UndoView(BookAPIView):
    """Taking back a change."""

    @extend_schema(request=None)
    def post(self, request: Request, number: int) -> Response:
        """Undo a change."""

        def work(opened: OpenChange) -> Response:
            undo(opened, number)
            return Response({"number": opened.number, "undoes": number})

        return self.write(work)
