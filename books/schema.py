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
                "The id of the book, one of those that you are a member of. By default your own.",
                pattern="^[0-9]{1,18}$",
            )
        )
        if self.writes:
            parameters.append(
                header_parameter(
                    "Idempotency-Key",
                    "A text of your own, unique for each request. A repeated request with the "
                    "same key returns the first response, and nothing is done twice.",
                    minLength=1,
                    maxLength=KEY_LENGTH_MAX,
                )
            )
        if self.writes and self.of_one_thing:
            parameters.append(
                header_parameter(
                    "If-Match",
                    "An earlier `ETag`: nothing is done (412) if the object has changed since.",
                )
            )
        return parameters

    def answer_headers(self, code: str) -> Node:
        headers = super().answer_headers(code)
        if not self.writes:
            return headers
        if code == "201":
            headers["Location"] = answer_header("The address of the object.", always=True)
        if code == "201" or (code == "200" and self.of_one_thing):
            headers["ETag"] = answer_header("For `If-Match` and `If-None-Match`.", always=True)
        headers["Idempotency-Replayed"] = answer_header(
            "`true` where this is the first response again, for the same key."
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


class BesideChangesSchema(BookSchema):
    """Writes that are not changes of the book. Repeating one is safe, so they take no key."""

    writes = False

    def error_codes(self, operation: Node) -> Iterator[str]:
        yield from super().error_codes(operation)
        if self.method != "GET":
            yield "403"
