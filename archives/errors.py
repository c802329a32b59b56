"""Why a file is not restored: it is not an archive, or not one that can be believed."""

from common.errors import Conflict, Invalid, Problem

FIELD = "/archive"


class Unsound(Invalid):
    """The archive as a whole is refused; nothing of it was kept."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__([Problem(FIELD, code, detail)])


class NotEmpty(Conflict):
    """The book has something in it that an archive would take the place of."""

    code = "book_not_empty"
