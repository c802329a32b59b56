"""What the lines of an archive state, each value of its column's type and within its bounds.

A line that breaks a rule which it breaks by itself is a ValueError with the reason.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from archives.manifest import number, read_instant
from archives.shapes import STAMPS, check_text, shape_of_part, shape_of_resource
from books.models import MAKER_LENGTH_MAX, NOTE_LENGTH_MAX, Action, Cause
from books.resources import Resource, resources
from books.row_changes import CREATED
from books.row_rules import RowRule, row_problems
from books.tracked_models import BOOK, Columns
from common.business_days import NO_CALENDAR, is_calendar, is_closed_text
from common.money import CURRENCIES
from common.text import NAME_LENGTH_MAX, is_name

ACTIONS = frozenset({CREATED, *map(str, Action)})
CAUSES = frozenset(map(str, Cause))


@dataclass(frozen=True, slots=True)
class ChangeRecord:
    """A line of the changes."""

    number: int
    at: datetime
    made_by: str
    token: str
    cause: str
    undoes: int
    undone_by: int
    counts: dict[str, dict[str, int]] | None
    note: str


@dataclass(frozen=True, slots=True)
class RowRecord:
    """A line of a resource: a row with its parts, by attribute; pointers are numbers."""

    number: int
    stamps: tuple[int, ...]
    """`created_in`, `changed_in` and the resource's own."""
    columns: Columns


@dataclass(frozen=True, slots=True)
class RevisionRecord:
    """A line of the revisions."""

    number: int
    kind: str
    row: int
    action: str
    created_in: int
    before: Columns | None


def read_change(said: Columns) -> ChangeRecord:
    """Return what a line of the changes states."""
    found: ChangeRecord = _made(ChangeRecord, {**said, "at": read_instant(said.get("at"))})
    number(found.number)
    number(found.undoes, least=0)
    number(found.undone_by, least=0)
    if found.undoes >= found.number:
        raise ValueError("a change undoes an earlier one")
    if found.cause not in CAUSES:
        raise ValueError(f"{found.cause!r:.60} is not a cause that this program knows")
    for name, text, longest in (
        ("made_by", found.made_by, MAKER_LENGTH_MAX),
        ("token", found.token, NAME_LENGTH_MAX),
        ("note", found.note, NOTE_LENGTH_MAX),
    ):
        _check_text(name, text, longest)
    _check_counts(found.counts)
    return found


def read_row(resource: Resource, said: Columns, last: int) -> RowRecord:
    """Return what a line of `resource` states, of a book whose last change is `last`."""
    row_number = number(said.pop("id", None))
    stamps = tuple(_stamp(name, said.pop(name, None), last) for name in (*STAMPS, *resource.stamps))
    if not 1 <= stamps[0] <= stamps[1]:
        raise ValueError("a row is changed no earlier than it is made")
    return RowRecord(row_number, stamps, read_columns(resource, said))


def read_columns(resource: Resource, said: Columns) -> Columns:
    """Return a row of `resource` with its parts, by attribute, which meets the rules of one row."""
    parts: Columns = {}
    for part in resource.parts:
        shape, rows = shape_of_part(part), said.pop(part.name, [])
        if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
            raise ValueError(f"{part.name} is not a list of objects")
        parts[part.name] = [{"id": number(one.pop("id", None)), **shape.read(one)} for one in rows]
    row = {**shape_of_resource(resource).read(said), **parts}
    check_row(resource.row_rules, row)
    return row


def check_row(rules: tuple[RowRule, ...], row: Columns) -> None:
    """Raise ValueError with the first thing that `rules` have against `row`."""
    for problem in row_problems(rules, row):
        raise ValueError(problem.detail.removesuffix("."))


def read_revision(said: Columns, last: int) -> RevisionRecord:
    """Return what a line of the revisions states, of a book whose last change is `last`."""
    found: RevisionRecord = _made(RevisionRecord, said)
    number(found.number)
    number(found.row)
    if not 1 <= number(found.created_in) <= found.number <= last:
        raise ValueError("a row is made no later than it is changed, in a change that there was")
    if found.kind not in resources and (found.kind, found.row) != (BOOK, 1):
        raise ValueError(f"{found.kind!r:.60} is not a kind that this program knows")
    if found.action not in ACTIONS - {CREATED}:
        raise ValueError(f"{found.action!r:.60} is not an action of a change")
    if (found.before is None) is not (found.action == Action.RESTORED):
        raise ValueError("only a restored row has no earlier state")
    if found.before is None:
        return found
    if not isinstance(found.before, dict):
        raise ValueError("before is not an object")
    if found.kind == BOOK:
        return replace(found, before=_book_columns(found.before))
    return replace(found, before=read_columns(resources[found.kind], found.before))


def _book_columns(said: Columns) -> Columns:
    if said.keys() - {"calendar", "closed_days"} != {"name", "home_currency"}:
        raise ValueError("a book has a name and a home_currency")
    name = said["name"]
    _check_text("name", name, NAME_LENGTH_MAX)
    # What cannot be hashed is looked up as its text, which is not a code.
    if not is_name(name) or str(said["home_currency"]) not in CURRENCIES:
        raise ValueError("the book has no such name or no such home currency")
    if not is_calendar(str(said.get("calendar", NO_CALENDAR))):
        raise ValueError("there is no such calendar")
    if not is_closed_text(said.get("closed_days", "")):
        raise ValueError("closed_days is not a list of days")
    return dict(said)


def _made(cls: type[Any], said: Columns) -> Any:
    try:
        return cls(**said)
    except TypeError as error:
        raise ValueError(str(error).partition(" ")[2]) from None


def _stamp(name: str, value: Any, last: int) -> int:
    if number(value, least=0) > last:
        raise ValueError(f"{name} is {value}, and the last change is {last}")
    return int(value)


def _check_text(name: str, value: Any, longest: int) -> None:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"{name} is not text of at most {longest} characters")
    check_text(value)


def _check_counts(counts: Any) -> None:
    if counts is None:
        return
    if not isinstance(counts, dict) or not counts.keys() <= {BOOK, *resources}:
        raise ValueError("counts are by kind")
    for counted in counts.values():
        if not isinstance(counted, dict) or not counted.keys() <= ACTIONS:
            raise ValueError("counts are by action")
        for value in counted.values():
            number(value, least=0)
