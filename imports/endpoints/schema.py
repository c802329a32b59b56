"""Imports in the OpenAPI document."""

from collections.abc import Iterator

from api.schema import Node, Schema, answer_header, header_parameter
from books.schema import BookSchema


class ImportSchema(BookSchema):
    """The operations of imports.

    Only an upload needs an Idempotency-Key: all the other operations have the same effect when
    they are repeated.
    """

    @property
    def writes(self) -> bool:
        return self.action == "create"

    @property
    def _of_a_stored_one(self) -> bool:
        return self.method != "GET" and "{" in self.path

    def header_parameters(self) -> list[Node]:
        parameters = super().header_parameters()
        if self._of_a_stored_one:
            parameters.append(
                header_parameter(
                    "If-Match",
                    "An earlier `ETag`: nothing is done (412) if the object has changed since.",
                )
            )
        return parameters

    def answer_headers(self, code: str) -> Node:
        headers = Schema.answer_headers(self, code)
        if code == "202":
            headers["Location"] = answer_header("The address of the import.", always=True)
        if code == "202" or (self.method == "GET" and "{" in self.path):
            headers["ETag"] = answer_header("For `If-Match` and `If-None-Match`.")
        return headers

    def error_codes(self, operation: Node) -> Iterator[str]:
        yield from super().error_codes(operation)
        if self._of_a_stored_one:
            yield from ("400", "403", "409", "412")
