"""What the operations of households add to the OpenAPI document."""

from collections.abc import Iterator

from api.schema import Node
from books.access import BOOK_HEADER
from books.schema import UntaggedSchema
from households.tokens import INVITATION_PATTERN

_PATH_TOKEN: Node = {"type": "string", "pattern": f"^{INVITATION_PATTERN}$"}


class HouseholdSchema(UntaggedSchema):
    """Operations that some members may not do."""

    def error_codes(self, operation: Node) -> Iterator[str]:
        yield from super().error_codes(operation)
        yield "403"


class PersonalSchema(HouseholdSchema):
    """Operations whose path, not whose header, says which book they are about."""

    def header_parameters(self) -> list[Node]:
        return [p for p in super().header_parameters() if p["name"] != BOOK_HEADER]

    def _finished_parameter(self, parameter: Node) -> Node:
        if parameter["name"] == "token":
            described = {"description": "The token of the invitation.", "schema": _PATH_TOKEN}
            return {**parameter, **described}
        return super()._finished_parameter(parameter)


class UnkeyedSchema(PersonalSchema):
    """A write that leaves no book behind in which a key could be kept."""

    def header_parameters(self) -> list[Node]:
        return [p for p in super().header_parameters() if p["name"] != "Idempotency-Key"]

    def answer_headers(self, code: str) -> Node:
        headers = super().answer_headers(code)
        headers.pop("Idempotency-Replayed", None)
        return headers

    def error_codes(self, operation: Node) -> Iterator[str]:
        yield from (c for c in super().error_codes(operation) if c not in {"409", "422"})
