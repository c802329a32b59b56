"""What the operations of a book add to the OpenAPI document: changes, keys and entity tags."""

from collections.abc import Iterator

from api.schema import Node, Schema, answer_header, header_parameter
from books.access import BOOK_HEADER
from books.idempotency import KEY_LENGTH_MAX


class BookSchema(Schema):
    """The operations of `BookAPIView`; every one that is not a GET is a change of the book."""

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    @property
    def of_one_thing(self) -> bool:
        """Whether it is about a row that is there already, or about the book itself."""
        return "{" in self.path or self.action is None

    def header_parameters(self) -> list[Node]:
        parameters = super().header_parameters()
        parameters.append(
            header_parameter(
                BOOK_HEADER,
                "The id of the book that this is about, one of those that you are a member of. "
                "Without it, your own.",
                pattern="^[0-9]{1,18}$",
            )
        )
        if self.writes:
            parameters.append(
                header_parameter(
                    "Idempotency-Key",
                    "A text of your own, new for each thing to do. Whoever sends the same request "
                    "again under the same key gets the first answer again, and nothing is done "
                    "twice.",
                    minLength=1,
                    maxLength=KEY_LENGTH_MAX,
                )
            )
        if self.writes and self.of_one_thing:
            parameters.append(
                header_parameter(
                    "If-Match",
                    "An `ETag` from before: nothing is done (412) if it has changed since.",
                )
            )
        return parameters

    def answer_headers(self, code: str) -> Node:
        headers = super().answer_headers(code)
        if not self.writes:
            return headers
        if code == "201":
            headers["Location"] = answer_header("Where it is now.", always=True)
        if code == "201" or (code == "200" and self.of_one_thing):
            headers["ETag"] = answer_header("For `If-Match` and `If-None-Match`.", always=True)
        headers["Idempotency-Replayed"] = answer_header(
            "`true` where this is the first answer again, under the same key."
        )
        return headers

    def error_codes(self, operation: Node) -> Iterator[str]:
        yield from super().error_codes(operation)
        yield from ("400", "404")
        if self.writes:
            yield from ("403", "409", "422")
        if self.writes and self.of_one_thing:
            yield "412"


class UntaggedSchema(BookSchema):
    """Operations of what has no entity tag: writes take keys as everywhere, and no If-Match."""

    of_one_thing = False

    def answer_headers(self, code: str) -> Node:
        headers = super().answer_headers(code)
        if self.writes:
            headers.pop("ETag", None)
        return headers
