"""What a category is to the rest of the program: its history, feed, undo, archive and checks."""

from collections.abc import Iterator
from contextlib import contextmanager

from books.models import Book
from books.presenters import presented_by
from books.resources import Description, Names, Resource
from books.tracked_models import Columns, Derived, Ids, folded
from books.unit_of_work import UnitOfWork
from books.usage import uses_of
from categories.drafts import CATEGORIES_MAX, DEPTH_MAX, ROW_RULES, Tree
from categories.models import NO_PARENT, Category
from categories.serializers import CategorySerializer
from common.errors import Conflict, raise_in_use


def describe_category(row: Columns, names: Names) -> Description:
    parent = row["parent_id"]
    return Description(
        row["name"],
        {
            "name": row["name"],
            "type": row["type"],
            "parent": names["category", parent] if parent else "",
            "archived": "yes" if row["archived"] else "no",
            "color": row["color"],
            "icon": row["icon"],
        },
    )


@contextmanager
def on_undo_of_categories(uow: UnitOfWork, ids: Ids) -> Iterator[None]:
    """Raise Conflict where the categories are not a valid tree any more.

    Raises InUse where a category in use gets another type.
    """
    before = dict(Category.objects.with_ids(uow.book, ids).values_list("pk", "type"))
    yield
    for category in Category.objects.with_ids(uow.book, before):
        if category.type != before[category.pk]:
            raise_in_use("A category in use keeps its type.", uses_of(category))
    if any(category_tree(uow.book)):
        detail = "Other categories have moved since; this one cannot return to its place."
        raise Conflict(detail)


def category_tree(book: Book) -> Iterator[str]:
    """Categories form a tree of bounded depth, and each has the type of its parent."""
    tree = Tree.of(book)
    for node_id, node in tree.nodes.items():
        parent = tree.nodes.get(node.parent_id or NO_PARENT)
        if parent is not None and parent.type != node.type:
            yield f"category {node_id} is for {node.type} below one for {parent.type}"
        if len(_ancestry(tree, node_id)) > DEPTH_MAX:
            yield f"category {node_id} is more than {DEPTH_MAX} levels deep, or below itself"


def _ancestry(tree: Tree, node_id: int) -> list[int]:
    """The ids from a category up to its root, or as many as show that it is too deep."""
    ids = [node_id]
    while len(ids) <= DEPTH_MAX:
        parent_id = tree.nodes[ids[-1]].parent_id or NO_PARENT
        if parent_id not in tree.nodes:
            break
        ids.append(parent_id)
    return ids


CATEGORY = Resource(
    name="category",
    plural="categories",
    model=Category,
    limit=CATEGORIES_MAX,
    derived={
        "name_key": folded("name"),
        "parent_key": Derived(("parent_id",), lambda parent_id: parent_id or NO_PARENT),
    },
    row_rules=ROW_RULES,
    describe=describe_category,
    present=presented_by(CategorySerializer),
    on_undo=on_undo_of_categories,
    checks=(category_tree,),
)

DECLARATIONS = (CATEGORY,)
