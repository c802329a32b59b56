"""What has to hold when a change of categories is taken back."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from books.door import OpenChange
from categories.drafts import DEPTH_MAX, Tree
from categories.models import Category
from categories.registry import category_uses
from common.errors import Conflict, raise_in_use


@contextmanager
def following_categories(opened: OpenChange, ids: Collection[int]) -> Iterator[None]:
    """Raise Conflict where the categories are no tree of the rules any more.

    Raises InUse where a category in use gets another type.
    """
    before = dict(Category.objects.with_ids(opened.book, ids).values_list("pk", "type"))
    yield
    for category in Category.objects.with_ids(opened.book, before):
        if category.type != before[category.pk]:
            uses = {use.name: use.count(category) for use in category_uses}
            raise_in_use("A category in use keeps its type.", uses)
    if not _is_sound(Tree.of(opened.book)):
        detail = "Other categories have moved since, and this one no longer fits where it was."
        raise Conflict(detail)


def _is_sound(tree: Tree) -> bool:
    """Whether nothing is below itself or too deep, and every branch is of one type."""
    for node_id, node in tree.nodes.items():
        above, level = node.parent_id, 1
        # What is below itself never comes to a root, and so gets too deep as well.
        while above is not None and level <= DEPTH_MAX:
            above, level = tree.nodes[above].parent_id, level + 1
        parent = tree.nodes.get(node.parent_id or node_id, node)
        if level > DEPTH_MAX or parent.type != node.type:
            return False
    return True
