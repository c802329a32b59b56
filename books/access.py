"""Which book a request is about."""

from typing import Protocol


class Credential(Protocol):
    """What a request was signed in with, `request.auth`, as far as a book minds."""

    @property
    def label(self) -> str:
        """The name of a personal access token; empty for the token of a sign-in."""

    @property
    def only_book_id(self) -> int | None:
        """The one book that it opens; None for every book of its user."""
