"""What higher apps tell the categories: who uses one, and how its uses move to another."""

from collections.abc import Callable
from dataclasses import dataclass

from books.door import OpenChange
from categories.models import Category


@dataclass(frozen=True, slots=True)
class CategoryUse:
    """One way in which categories are used; `name` is what the uses are called in an answer."""

    name: str
    count: Callable[[Category], int]
    move: Callable[[OpenChange, Category, Category], None]
    """Make every use of the first category a use of the second."""


category_uses: list[CategoryUse] = []


def register_category_use(use: CategoryUse) -> None:
    category_uses.append(use)
