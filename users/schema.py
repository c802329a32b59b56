"""What POSTs of people that take an Idempotency-Key add to the OpenAPI document."""

from collections.abc import Iterator

from api.schema import Node, Schema, answer_header, header_parameter
from books.idempotency import KEY_LENGTH_MAX


class KeyedSchema(Schema):
    """The operations of a view whose POST makes something once per Idempotency-Key."""

    def header_parameters(self) -> list[Node]:
        parameters = super().header_parameters()
        if self.method == "POST":
            parameters.append(
                header_parameter(
                    "Idempotency-Key",
                    "A text of your own, unique for each object to create. A repeated request "
                    "with the same key returns the same object and creates no other.",
                    minLength=1,
                    maxLength=KEY_LENGTH_MAX,
                )
            )
        return parameters

    def answer_headers(self, code: str) -> Node:
        headers = super().answer_headers(code)
        if self.method == "POST":
            if self.action == "create":
                headers["Location"] = answer_header("The address of the object.", always=True)
            headers["Idempotency-Replayed"] = answer_header(
                "`true` where an earlier request with the same key created it."
            )
        return headers

    def error_codes(self, operation: Node) -> Iterator[str]:
        yield from super().error_codes(operation)
        if self.method == "POST":
            yield from ("409", "422")
