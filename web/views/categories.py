"""The categories of a book: the tree, the form of one, and what takes the place of one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from books.unit_of_work import UnitOfWork
from books.usage import uses_of
from categories import services
from categories.models import Category
from common.errors import Invalid, Problem
from common.periods import Month, Period
from reports.figures import CategoryCell, Figure, by_category, signed
from web.book_names import BookNames, CategoryName
from web.forms.categories import COLOR_FIRST, TYPES, CategoryForm, OtherCategoryForm
from web.money import Shown
from web.pages import BookPage, Outcome
from web.views.things import ThingPage, row_of


@dataclass(frozen=True, slots=True)
class ListedCategory:
    """A category with what it came to this year."""

    category: CategoryName
    level: int
    href: str
    edit: str
    entries: int
    sum: Shown | None
    """With all below it; None where nothing was booked."""


class CategoriesPage(BookPage):
    section = "categories"
    template = "web/pages/categories.html"
    title = gettext_lazy("Categories")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.render(read_consistently(self.book, self.listed))

    def listed(self) -> dict[str, Any]:
        """Return what the page shows of the book."""
        today = self.preferences.today()
        year = Period(Month(today.year, 1).first, Month(today.year, 12).last)
        rows = list(self.rows(BookNames.of(self.book), by_category(self.book, year), year))
        shown = [row for row in rows if not row.category.archived]
        return {
            "groups": [
                (kind, word, [row for row in shown if row.category.type == kind])
                for kind, word in TYPES
            ],
            "archived": [row for row in rows if row.category.archived],
            "year": today.year,
        }

    def rows(
        self, names: BookNames, figures: dict[CategoryCell, Figure], year: Period
    ) -> Iterator[ListedCategory]:
        branches = _branches(names, figures)
        path = reverse("web:transactions", args=[self.book.pk])
        for one in names.categories.values():
            figure = branches[one.id]
            period = {"start_date": year.start, "end_date": year.end}
            yield ListedCategory(
                category=one,
                level=len(line_of(names, one)),
                href=f"{path}?{urlencode({'category': one.id, **period})}",
                edit=reverse("web:category_edit", args=[self.book.pk, one.id]),
                entries=figure.postings,
                sum=self.money.plain(signed(one.type, figure)) if figure.postings else None,
            )


class CategoryPage(ThingPage):
    """What a new category and a stored one have in common: the form."""

    section = "categories"
    template = "web/pages/category_form.html"

    @cached_property
    def names(self) -> BookNames:
        return BookNames.of(self.book)

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> CategoryForm:
        return CategoryForm(data, parents=self.parents(), initial=initial)

    def parents(self) -> list[CategoryName]:
        """Return what a category can be below of; of an archived one only where it is already."""
        return [one for one in self.names.categories.values() if not one.archived]

    def stated(self, form: CategoryForm) -> dict[str, Any]:
        """Return the values that the services take."""
        said = form.cleaned_data
        names = ("name", "type", "color", "icon", "archived")
        parent = row_of(self.book, Category, int(said["parent"])) if said["parent"] else None
        return {**{name: said[name] for name in names}, "parent": parent}

    def all_of_them(self) -> str:
        return reverse("web:categories", args=[self.book.pk])


class NewCategory(CategoryPage):
    title = gettext_lazy("New category")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        stated = {name: request.GET[name] for name in ("type", "parent") if name in request.GET}
        return self.shown(self.form(None, {"color": COLOR_FIRST, **stated}))

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.made(uow, self.stated(form)))

    def made(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        row = services.create_category(uow, **values)
        return Outcome(_("Added the category %(name)s") % {"name": row.name}, self.all_of_them())


class EditCategory(CategoryPage):
    title = gettext_lazy("Category")

    @cached_property
    def row(self) -> Category:
        return row_of(self.book, Category, self.kwargs["category"])

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> CategoryForm:
        row = self.row
        return CategoryForm(data, parents=self.parents(), icon=row.icon, initial=initial)

    def parents(self) -> list[CategoryName]:
        here = self.names.categories[self.row.pk]
        return [
            one
            for one in self.names.categories.values()
            if (not one.archived or one.id == self.row.parent_id)
            and here not in line_of(self.names, one)
        ]

    def others(self) -> list[CategoryName]:
        """Return the categories that can take the place of this one."""
        return [one for one in self.parents() if one.type == self.row.type and not one.archived]

    @cached_property
    def merge_form(self) -> OtherCategoryForm:
        return self.other_form("merge", None)

    @cached_property
    def delete_form(self) -> OtherCategoryForm:
        return self.other_form("delete", None)

    def other_form(self, prefix: str, data: Any) -> OtherCategoryForm:
        """Return the form for merging, or for deleting with a replacement."""
        label = _("Merge into") if prefix == "merge" else _("Move its uses to")
        return OtherCategoryForm(data, label=label, others=self.others(), prefix=prefix)

    def context(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "version": self.version(self.row),
            "merge": self.merge_form,
            "delete": self.delete_form,
            "uses": sum(uses_of(self.row).values()),
            "obstacles": sum(uses_of(self.row, when_deleted=True).values()),
        }

    def stored_form(self) -> CategoryForm:
        """Return the form with the values of the stored category."""
        row = self.row
        initial = {
            "name": row.name,
            "type": row.type,
            "parent": str(row.parent_id or ""),
            "own_color": bool(row.color),
            "color": row.color or COLOR_FIRST,
            "icon": row.icon,
            "archived": row.archived,
        }
        return self.form(None, initial)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.shown(self.stored_form())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.changed(uow, self.stated(form)))

    def changed(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        row = row_of(uow.book, Category, self.row.pk)
        self.check_version(row)
        services.amend_category(uow, row, **values)
        return Outcome(_("Saved the category %(name)s") % {"name": row.name}, self.all_of_them())


class ReplaceCategory(EditCategory):
    """A write that lets another category take the place of this one."""

    http_method_names = ["post"]
    fields_of = {"into": "other", "replace_with": "other"}

    def shown(self, form: Any, *, status: int = 200) -> HttpResponse:
        """Answer with the whole page: the fault stands at the form that was sent."""
        return super().shown(self.stored_form(), status=status)

    def other(self, uow: UnitOfWork, form: OtherCategoryForm) -> Category | None:
        stated = form.cleaned_data["other"]
        return row_of(uow.book, Category, int(stated)) if stated else None


class DeleteCategory(ReplaceCategory):
    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        self.delete_form = self.other_form("delete", request.POST)
        return self.saved(self.delete_form, self.deleted)

    def deleted(self, uow: UnitOfWork) -> Outcome:
        row = row_of(uow.book, Category, self.row.pk)
        services.delete_category(uow, row, replace_with=self.other(uow, self.delete_form))
        says = _("Deleted the category %(name)s") % {"name": self.row.name}
        return Outcome(says, self.all_of_them())


class MergeCategory(ReplaceCategory):
    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        self.merge_form = self.other_form("merge", request.POST)
        return self.saved(self.merge_form, self.merged)

    def merged(self, uow: UnitOfWork) -> Outcome:
        row = row_of(uow.book, Category, self.row.pk)
        into = self.other(uow, self.merge_form)
        if into is None:
            raise Invalid([Problem("/into", "required", _("Choose another category."))])
        services.merge_category(uow, row, into)
        says = _("Merged %(name)s into %(other)s") % {"name": self.row.name, "other": into.name}
        return Outcome(says, self.all_of_them())


def _branches(names: BookNames, figures: dict[CategoryCell, Figure]) -> dict[int, Figure]:
    """Return what each category has with all below it."""
    found = {one.id: Figure() for one in names.categories.values()}
    for one in names.categories.values():
        own = figures.get(CategoryCell(one.type, one.id), Figure())
        for above in line_of(names, one):
            found[above.id].add(own)
    return found


def line_of(names: BookNames, category: CategoryName) -> list[CategoryName]:
    """Return a category and those above it, up to the root."""
    line = [category]
    while parent := names.categories.get(line[-1].parent_id or 0):
        line.append(parent)
    return line
