"""Every row of a book, as the lists of the API have them."""

from urllib.parse import urlsplit

from tools.torture.client import Person
from tools.torture.naive import KINDS
from tools.torture.operations import Body, Request

PAGE = 200
"""The most that a list gives at once (LIMIT_MAX of api.pagination)."""


def read_rows(person: Person) -> dict[str, dict[int, Body]]:
    """Every row of the person's book, by kind and id."""
    return {kind: read_list(person, kind) for kind in KINDS}


def read_list(person: Person, path: str) -> dict[int, Body]:
    """Every row of one list, by id; `path` may have filters."""
    rows: list[Body] = []
    name, _, filters = path.partition("?")
    query = f"limit={PAGE}" + (f"&{filters}" if filters else "")
    while query:
        page = person.ask(Request("", "GET", f"{name}/?{query}")).data
        rows += page["results"]
        query = urlsplit(page["next"]).query if page["next"] else ""
    return {row["id"]: row for row in rows}
