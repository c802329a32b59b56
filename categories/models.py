"""Category, and how categories are read."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from books.models import BookRow, BookRowQuerySet, row_stamps_constraint
from common.text import NAME_KEY_LENGTH_MAX, NAME_LENGTH_MAX

NO_PARENT = 0


class CategoryType(models.TextChoices):
    """Whether a category is for income or expense."""

    INCOME = "income"
    EXPENSE = "expense"


class CategoryQuerySet(BookRowQuerySet["Category"]):
    def of_type(self, category_type: str) -> Self:
        return self.filter(type=category_type)

    def archived(self, archived: bool) -> Self:  # noqa: FBT001  # the one thing that it is about
        return self.filter(archived=archived)

    def below(self, parent_id: int) -> Self:
        """The direct children of a category; of NO_PARENT, the roots."""
        return self.filter(parent_key=parent_id)


class Category(BookRow):
    """What a posting counts for. Its type is that of its parent, and of its whole branch."""

    name = models.CharField(max_length=NAME_LENGTH_MAX)
    name_key = models.CharField(max_length=NAME_KEY_LENGTH_MAX)
    type = models.CharField(max_length=7, choices=CategoryType.choices)
    parent = models.ForeignKey("self", models.DO_NOTHING, null=True, related_name="children")
    parent_key = models.BigIntegerField(default=NO_PARENT)
    """The parent's id, or NO_PARENT: unique constraints may hold no NULL."""
    archived = models.BooleanField(default=False)
    color = models.CharField(max_length=7, blank=True)
    icon = models.CharField(max_length=32, blank=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(
                fields=["book", "parent_key", "name_key"], name="category_name_once_per_parent"
            ),
            models.CheckConstraint(
                condition=Q(parent__isnull=True, parent_key=NO_PARENT)
                | Q(parent__isnull=False, parent_key=F("parent")),
                name="category_parent_key_agrees",
            ),
            models.CheckConstraint(
                condition=Q(type__in=[str(kind) for kind in CategoryType]),
                name="category_type_known",
            ),
            row_stamps_constraint("category"),
        ]
        indexes = [models.Index(fields=["book", "changed_in"], name="category_changed")]

    def __str__(self) -> str:
        return self.name
