"""Every write to categories."""

from typing import Any

from books.unit_of_work import UnitOfWork
from books.usage import remove_dependents, repoint_uses, uses_of
from categories.defaults import DEFAULT_CATEGORIES, Default
from categories.drafts import (
    CategoryDraft,
    Tree,
    merge_problems,
    problems,
    replacement_problems,
)
from categories.models import NO_PARENT, Category
from common.errors import Conflict, raise_in_use, raise_problems
from common.text import clean


def create_category(
    uow: UnitOfWork,
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
    draft = CategoryDraft(name=name, type=type, parent_id=parent_id, color=color)
    raise_problems(problems(draft, Tree.of(uow.book)))
    return uow.add(
        Category(
            name=clean(name),
            type=type,
            parent=parent,
            archived=archived,
            color=color,
            icon=icon,
        )
    )


def create_default_categories(uow: UnitOfWork) -> None:
    """Give a new book the categories that most households need."""
    _add_plain(uow, [(root, kind, None) for kind, root, _ in DEFAULT_CATEGORIES])
    roots = dict(Category.objects.for_book(uow.book).below(NO_PARENT).values_list("name", "id"))
    _add_plain(
        uow,
        [
            (one, kind, roots[root.name])
            for kind, root, below in DEFAULT_CATEGORIES
            for one in below
        ],
    )


def amend_category(uow: UnitOfWork, category: Category, **values: Any) -> Category:
    """Set `values` on `category`, moving its branch where `parent` is another.

    Raises Invalid with every rule that the result breaks, and InUse for another type while
    something uses the category: those uses are of its type.
    """
    name = values.get("name", category.name)
    category_type = values.get("type", category.type)
    parent = values.get("parent", category.parent)
    parent_id = parent.pk if parent else None
    color = values.get("color", category.color)
    draft = CategoryDraft(name, category_type, parent_id, id=category.pk, color=color)
    raise_problems(problems(draft, Tree.of(uow.book)))
    if category_type != category.type:
        raise_in_use("A category in use keeps its type.", uses_of(category))
    return uow.amend(
        category,
        name=clean(name),
        type=category_type,
        parent=parent,
        archived=values.get("archived", category.archived),
        color=color,
        icon=values.get("icon", category.icon),
    )


def delete_category(
    uow: UnitOfWork, category: Category, replace_with: Category | None = None
) -> None:
    """Delete `category`, making its uses those of `replace_with` where that is given.

    Without a replacement, what plans for it alone is deleted with it.

    Raises InUse while something uses it or stands below it, and Invalid for a replacement that
    cannot take its place.
    """
    below = Category.objects.for_book(uow.book).below(category.pk).count()
    raise_in_use(
        "There are categories below this one; move or delete them first.", {"categories": below}
    )
    if replace_with is None:
        detail = "This category is in use; state another in replace_with."
        raise_in_use(detail, uses_of(category, when_deleted=True))
        remove_dependents(uow, category)
    else:
        tree = Tree.of(uow.book)
        pointer = "?replace_with"
        raise_problems(replacement_problems(category.pk, replace_with.pk, tree, pointer))
        repoint_uses(uow, category, replace_with)
    uow.remove(category)


def merge_category(uow: UnitOfWork, category: Category, into: Category) -> Category:
    """Make `category` part of `into`, which then has its uses and the branches below it.

    Raises Invalid where the two cannot be one, and Conflict where both have a child of the same
    name.
    """
    tree = Tree.of(uow.book)
    raise_problems(merge_problems(category.pk, into.pk, tree))
    children = Category.objects.for_book(uow.book).below(category.pk)
    taken = {tree.nodes[child].name_key for child in tree.children.get(into.pk, ())}
    if shared := sorted(child.name for child in children if child.name_key in taken):
        raise Conflict(f"Both have {', '.join(shared)} below them; merge those first.")
    repoint_uses(uow, category, into)
    uow.amend_many(children, parent=into)
    uow.remove(category)
    return into


def _add_plain(uow: UnitOfWork, rows: list[tuple[Default, str, int | None]]) -> None:
    """Add default categories, each with a type and a parent's id, in one statement."""
    columns = ("name", "type", "parent_id", "archived", "color", "icon")
    values = [(one.name, kind, parent_id, False, "", one.icon) for one, kind, parent_id in rows]
    uow.add_many(Category, columns, values)
