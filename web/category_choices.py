"""Categories as a list to choose from has them: the leaves below the name of their root."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from web.book_names import SEPARATOR, BookNames, CategoryName


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


def grouped(categories: Iterable[CategoryName]) -> list[ChoiceGroup]:
    """Return `categories`, which are in the order of their paths, by branch."""
    return [
        ChoiceGroup(root, [_choice(one, root) for one in branch])
        for root, branch in groupby(categories, key=_root)
    ]


def open_ones(names: BookNames) -> list[CategoryName]:
    """Return the categories that take new entries."""
    return [one for one in names.categories.values() if not one.archived]


def as_choices(groups: Iterable[ChoiceGroup]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield `groups` as a field of a form takes them."""
    for group in groups:
        yield group.label, [(one.key, one.label) for one in group.categories]


def _root(category: CategoryName) -> str:
    return category.path.split(SEPARATOR, 1)[0]


def _choice(category: CategoryName, root: str) -> Choice:
    label = category.path.removeprefix(f"{root}{SEPARATOR}")
    return Choice(category.id, str(category.id), label)
