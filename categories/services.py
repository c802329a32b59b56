"""Every write to categories."""

from typing import Any

from books.door import OpenChange
from categories.defaults import DEFAULT_CATEGORIES
from categories.drafts import CategoryDraft, Tree, problems
from categories.models import NO_PARENT, Category
from categories.registry import category_uses
from common.errors import Conflict, InUse, Problem, raise_problems
from common.text import clean, fold


def create_category(
    opened: OpenChange,
    *,
    name: str,
    type: str,  # noqa: A002  # the field's name
    parent: Category | None = None,
    archived: bool = False,
    color: str = "",
    icon: str = "",
) -> Category:
    """Add a category to the book; raises Invalid with every rule it breaks."""
    parent_id = parent.pk if parent else None
    draft = CategoryDraft(name=name, type=type, parent_id=parent_id)
    raise_problems(problems(draft, Tree.of(opened.book)))
    return opened.add(
        Category(
            name=clean(name),
            name_key=fold(name),
            type=type,
            parent=parent,
            parent_key=parent_id or NO_PARENT,
            archived=archived,
            color=color,
            icon=icon,
        )
    )


def create_default_categories(opened: OpenChange) -> None:
    """Give a new book the categories that most households need."""
    for category_type, root_name, children in DEFAULT_CATEGORIES:
        root = opened.add(_plain(root_name, category_type, None))
        for child_name in children:
            opened.add(_plain(child_name, category_type, root))


def amend_category(opened: OpenChange, category: Category, **values: Any) -> Category:
    """Set `values` on `category`, moving its branch where `parent` is another.

    Raises Invalid with every rule that the result breaks, and InUse for another type while
    something uses the category: those uses are of its type.
    """
    name = values.get("name", category.name)
    category_type = values.get("type", category.type)
    parent = values.get("parent", category.parent)
    parent_id = parent.pk if parent else None
    draft = CategoryDraft(name=name, type=category_type, parent_id=parent_id, id=category.pk)
    raise_problems(problems(draft, Tree.of(opened.book)))
    if category_type != category.type:
        _check_unused(category, "A category in use keeps its type.")
    return opened.amend(
        category,
        name=clean(name),
        name_key=fold(name),
        type=category_type,
        parent=parent,
        parent_key=parent_id or NO_PARENT,
        archived=values.get("archived", category.archived),
        color=values.get("color", category.color),
        icon=values.get("icon", category.icon),
    )


def delete_category(
    opened: OpenChange, category: Category, replace_with: Category | None = None
) -> None:
    """Delete `category`, making its uses those of `replace_with` where that is given.

    Raises InUse while something uses it or stands below it, and Invalid for a replacement that
    cannot take its place.
    """
    below = Category.objects.for_book(opened.book).below(category.pk).count()
    if below:
        detail = "There are categories below this one; move or delete them first."
        raise InUse(detail, {"categories": below})
    if replace_with is not None:
        raise_problems(_replacement_problems(opened, category, replace_with, "?replace_with"))
        _move_uses(opened, category, replace_with)
    else:
        _check_unused(category, "This category is in use; name another in replace_with.")
    opened.remove(category)


def merge_category(opened: OpenChange, category: Category, into: Category) -> Category:
    """Make `category` part of `into`, which then has its uses and the branches below it.

    Raises Invalid where the two cannot be one, and Conflict where both have a child of the same
    name.
    """
    raise_problems(_replacement_problems(opened, category, into, "/into"))
    tree = Tree.of(opened.book)
    taken = {tree.nodes[child].name_key for child in tree.children.get(into.pk, ())}
    children = Category.objects.for_book(opened.book).below(category.pk)
    if shared := [
        child.name for child in children if child.name_key in taken - {category.name_key}
    ]:
        raise Conflict(f"Both have {', '.join(sorted(shared))} below them; merge those first.")
    _move_uses(opened, category, into)
    for child in children:
        amend_category(opened, child, parent=into)
    opened.remove(category)
    return into


def _plain(name: str, category_type: str, parent: Category | None) -> Category:
    return Category(
        name=name,
        name_key=fold(name),
        type=category_type,
        parent=parent,
        parent_key=parent.pk if parent else NO_PARENT,
    )


def _check_unused(category: Category, detail: str) -> None:
    uses = {use.name: use.count(category) for use in category_uses}
    if any(uses.values()):
        raise InUse(detail, {name: count for name, count in uses.items() if count})


def _replacement_problems(
    opened: OpenChange, category: Category, other: Category, pointer: str
) -> list[Problem]:
    found = []
    if other.pk in Tree.of(opened.book).branch(category.pk):
        detail = "Name a category that is neither this one nor below it."
        found.append(Problem(pointer, "same_branch", detail))
    if other.type != category.type:
        detail = f"Name a category of the same type, {category.type}."
        found.append(Problem(pointer, "type_differs", detail))
    return found


def _move_uses(opened: OpenChange, category: Category, other: Category) -> None:
    for use in category_uses:
        use.move(opened, category, other)
