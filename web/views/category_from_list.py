"""A category is created from the list that lacks it, in the middle of a form that goes on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils.translation import gettext as _

from books.unit_of_work import UnitOfWork
from categories import services
from categories.models import Category, CategoryType
from common.errors import Invalid, Problem
from common.text import fold
from web.forms.categories import CategoryForm
from web.pages import Outcome
from web.views.categories import NewCategory
from web.views.people import own_address
from web.views.things import row_of


class CategoryFromList(NewCategory):
    """Creates a category at the top, and answers a script: with its option, or with what is wrong.

    The toast comes with the answer, as the page stays.
    """

    http_method_names = ["post"]

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> CategoryForm:
        return CategoryForm(data, parents=(), initial=initial)

    def made(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        try:
            row = services.create_category(uow, **values)
        except Invalid as refused:
            raise Invalid([self.named(one, values) for one in refused.problems]) from None
        says = _("Added the category %(name)s") % {"name": row.name}
        return Outcome(says, reverse("web:category_edit", args=[self.book.pk, row.pk]))

    def named(self, problem: Problem, values: dict[str, Any]) -> Problem:
        """Return a problem; of a name that is taken, with why the list may lack it."""
        key = fold(values["name"])
        at_top = (one for one in self.names.categories.values() if one.parent_id is None)
        other = next((one for one in at_top if fold(one.name) == key), None)
        if problem.code != "name_taken" or other is None:
            return problem
        if other.archived:
            says = _(
                "There is an archived category “%(name)s”: unarchive it on the page Categories."
            )
        elif other.type == values["type"]:
            says = _("There is a category “%(name)s” already.")
        elif other.type == CategoryType.INCOME:
            says = _("There is a category “%(name)s” already, for money that comes in.")
        else:
            says = _("There is a category “%(name)s” already, for money that goes out.")
        return Problem(problem.pointer, problem.code, says % {"name": other.name})

    def write(self, work: Callable[[UnitOfWork], Outcome]) -> HttpResponse:
        done, number = self.written(work)
        row = row_of(self.book, Category, resolve(done.to).kwargs["category"])
        messages.success(self.request, done.says, extra_tags=str(number))
        context = {"page": self, "made": row.pk, "here": own_address(self.request)}
        toasts = render_to_string("web/parts/toasts.html", context, self.request)
        option = {"value": str(row.pk), "name": row.name, "kind": row.type}
        return JsonResponse({**option, "toasts": toasts}, status=201)

    def shown(self, form: Any, *, status: int = 200) -> HttpResponse:
        """Answer with the faults, in words."""
        faults = [fault for faults in form.errors.values() for fault in faults]
        return JsonResponse({"detail": " ".join(faults)}, status=status)
