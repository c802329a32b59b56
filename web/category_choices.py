"""Categories as a list to choose from has them: the leaves below the name of their root."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from django.utils.translation import gettext as _

from web.book_names import SEPARATOR, BookNames, CategoryName

RECENT_MAX = 5
"""Categories in the first group: as many as are seen without reading."""
AT_A_GLANCE = 12
"""Categories of a list that is short enough to be seen whole: it has no first group. A script
searches lists that are longer (picker.js)."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A category to choose."""

    id: int
    key: str
    """The id as a form sends it."""
    label: str


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """The categories of one branch."""

    label: str
    categories: list[Choice]


def grouped(categories: Iterable[CategoryName], recent: Sequence[int] = ()) -> list[ChoiceGroup]:
    """Return `categories`, which are in the order of their paths, by branch.

    A long list begins with a group of those whose ids are in `recent`, in that order. They stand
    in their branches as well.
    """
    categories = list(categories)
    branches = [
        ChoiceGroup(root, [_choice(one, root) for one in branch])
        for root, branch in groupby(categories, key=_root)
    ]
    if len(categories) <= AT_A_GLANCE:
        return branches
    first = _recent_ones(categories, recent)
    return [ChoiceGroup(_("Recent"), first), *branches] if first else branches


def open_ones(names: BookNames) -> list[CategoryName]:
    """Return the categories that take new entries."""
    return [one for one in names.categories.values() if not one.archived]


def as_choices(groups: Iterable[ChoiceGroup]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield `groups` as a field of a form takes them."""
    for group in groups:
        yield group.label, [(one.key, one.label) for one in group.categories]


def _recent_ones(categories: Iterable[CategoryName], recent: Sequence[int]) -> list[Choice]:
    offered = {one.id: one for one in categories if not one.archived}
    found = (offered[category] for category in recent if category in offered)
    return [Choice(one.id, str(one.id), one.path) for one in islice(found, RECENT_MAX)]


def _root(category: CategoryName) -> str:
    return category.path.split(SEPARATOR, 1)[0]


def _choice(category: CategoryName, root: str) -> Choice:
    label = category.path.removeprefix(f"{root}{SEPARATOR}")
    return Choice(category.id, str(category.id), label)
