"""The rules of a category, as functions over a draft and the tree that it is to join."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from books.models import Book
from books.row_rules import RowRule, name_is_valid, row_problems
from books.tracked_models import Columns
from categories.models import NO_PARENT, Category
from common.errors import Problem
from common.statements import Statement
from common.text import clean, fold

DEPTH_MAX = 5
"""How many levels a branch has at the most; a root is level 1."""
CATEGORIES_MAX = 2_000
"""How many categories a book has at the most: the tree is read whole."""

COLOR_PATTERN = r"^#[0-9a-fA-F]{6}$"
COLOR_HINT = 'State a colour as "#rrggbb".'
ARCHIVED = "This category is archived; unarchive it first."
TOO_DEEP = f"A branch has at most {DEPTH_MAX} levels."


@dataclass(frozen=True, slots=True)
class CategoryDraft:
    """A category as it is to be; `id` is None for one that is new."""

    name: str
    type: str
    parent_id: int | None
    id: int | None = None
    color: str = ""

    @property
    def row(self) -> Columns:
        """The columns that ROW_RULES look at."""
        return {"name": clean(self.name), "color": self.color}


@dataclass(frozen=True, slots=True)
class Node:
    """What the rules need to know of a stored category."""

    parent_id: int | None
    type: str
    name_key: str
    archived: bool


class Tree:
    """All categories of a book by id, read in one query."""

    def __init__(self, nodes: Mapping[int, Node]) -> None:
        self.nodes = nodes
        self.children: dict[int, list[int]] = {}
        for node_id, node in nodes.items():
            self.children.setdefault(node.parent_id or NO_PARENT, []).append(node_id)

    @classmethod
    def of(cls, book: Book) -> "Tree":
        return cls({row_id: Node(*values) for row_id, *values in _NODES.rows(book=book.pk)})

    def branch(self, root_id: int) -> list[int]:
        """Return the ids of a category and of all below it, parents before children."""
        ids = [root_id]
        for node_id in ids:
            ids.extend(self.children.get(node_id, ()))
        return ids

    def height(self, root_id: int) -> int:
        """Return the number of levels from a category down to its deepest descendant."""
        return 1 + max((self.height(child) for child in self.children.get(root_id, ())), default=0)

    def level(self, node_id: int | None) -> int:
        """Return the level of a category, 1 for a root; 0 for None, which is above the roots."""
        return 0 if node_id is None else 1 + self.level(self.nodes[node_id].parent_id)


_NODES = Statement(
    lambda *, book: Category.objects.filter(book_id=book).values_list(
        "id", "parent_id", "type", "name_key", "archived"
    )
)


def _color_is_valid(row: Columns) -> Iterator[Problem]:
    if row["color"] and not re.fullmatch(COLOR_PATTERN, row["color"]):
        yield Problem("/color", "invalid", COLOR_HINT)


def _parent_is_no_descendant(draft: CategoryDraft, tree: Tree) -> Iterator[Problem]:
    if draft.id is not None and draft.parent_id in tree.branch(draft.id):
        yield Problem("/parent", "cycle", "A category cannot be below itself.")


def _parent_has_the_same_type(draft: CategoryDraft, tree: Tree) -> Iterator[Problem]:
    if draft.parent_id is not None and tree.nodes[draft.parent_id].type != draft.type:
        wanted = tree.nodes[draft.parent_id].type
        yield Problem("/type", "type_differs", f"The parent's type is {wanted}.")


def _children_have_the_same_type(draft: CategoryDraft, tree: Tree) -> Iterator[Problem]:
    children = tree.children.get(draft.id, ()) if draft.id is not None else ()
    if any(tree.nodes[child].type != draft.type for child in children):
        yield Problem("/type", "type_differs", "There are categories of another type below it.")


def _parent_takes_new_ones(draft: CategoryDraft, tree: Tree) -> Iterator[Problem]:
    if draft.parent_id is None or not tree.nodes[draft.parent_id].archived:
        return
    if draft.id is None or tree.nodes[draft.id].parent_id != draft.parent_id:
        yield Problem("/parent", "archived", ARCHIVED)


def _branch_is_not_too_deep(draft: CategoryDraft, tree: Tree) -> Iterator[Problem]:
    if draft.id is not None and draft.parent_id in tree.branch(draft.id):
        return
    height = tree.height(draft.id) if draft.id is not None else 1
    if tree.level(draft.parent_id) + height > DEPTH_MAX:
        yield Problem("/parent", "too_deep", TOO_DEEP)


def _name_is_free_among_siblings(draft: CategoryDraft, tree: Tree) -> Iterator[Problem]:
    key = fold(draft.name)
    for sibling in tree.children.get(draft.parent_id or NO_PARENT, ()):
        if sibling != draft.id and tree.nodes[sibling].name_key == key:
            detail = "This parent has a category of this name already."
            yield Problem("/name", "name_taken", detail)


def _book_has_room(draft: CategoryDraft, tree: Tree) -> Iterator[Problem]:
    if draft.id is None and len(tree.nodes) >= CATEGORIES_MAX:
        yield Problem("", "too_many", f"A book has at most {CATEGORIES_MAX} categories.")


ROW_RULES: tuple[RowRule, ...] = (name_is_valid, _color_is_valid)
RULES: tuple[Callable[[CategoryDraft, Tree], Iterator[Problem]], ...] = (
    _parent_is_no_descendant,
    _parent_has_the_same_type,
    _children_have_the_same_type,
    _parent_takes_new_ones,
    _branch_is_not_too_deep,
    _name_is_free_among_siblings,
    _book_has_room,
)


def problems(draft: CategoryDraft, tree: Tree) -> list[Problem]:
    """Return every rule that `draft` breaks; its parent must be in `tree`."""
    found = [problem for rule in RULES for problem in rule(draft, tree)]
    return [*row_problems(ROW_RULES, draft.row), *found]


def replacement_problems(
    category_id: int, other_id: int, tree: Tree, pointer: str
) -> list[Problem]:
    """Return what speaks against the other category taking over every use of the first."""
    category, other = tree.nodes[category_id], tree.nodes[other_id]
    found = []
    if other_id in tree.branch(category_id):
        detail = "State a category that is neither this one nor below it."
        found.append(Problem(pointer, "same_branch", detail))
    if other.type != category.type:
        detail = f"State a category of the same type, {category.type}."
        found.append(Problem(pointer, "type_differs", detail))
    if other.archived:
        found.append(Problem(pointer, "archived", ARCHIVED))
    return found


def merge_problems(category_id: int, into_id: int, tree: Tree) -> list[Problem]:
    """Return what speaks against the first category, with its branch, becoming part of `into`."""
    found = replacement_problems(category_id, into_id, tree, "/into")
    if not found and tree.level(into_id) + tree.height(category_id) - 1 > DEPTH_MAX:
        found.append(Problem("/into", "too_deep", TOO_DEEP))
    return found
