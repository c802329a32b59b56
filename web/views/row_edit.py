"""A row of the register that is edited in its place: the same form, in one row of the table."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from transactions.amending import is_flat
from web.forms.entry import EntryForm
from web.views.entry import Entry
from web.views.people import own_address


class EditRow(Entry):
    """The row with fields; what its fields cannot show is edited on its own page."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not (is_flat(self.row) and self.may_write):
            there = reverse("web:entry", args=[self.book.pk, self.row.pk])
            return HttpResponse(headers={"HX-Redirect": there})
        return super().get(request, **kwargs)

    def shown(self, form: EntryForm, *, status: int = 200, **context: Any) -> HttpResponse:
        """Answer with the row; htmx puts it in the place of the row that it is."""
        context = {
            **self.form_context(form),
            **context,
            "next": own_address(self.request),
            "fields": ("date", "payee", "description", "tags"),
        }
        answer = render(
            self.request, "web/parts/edit_row.html", {"page": self, **context}, status=status
        )
        answer["HX-Retarget"] = f"#t{self.row.pk}"
        answer["HX-Reselect"] = ".edit"
        answer["HX-Reswap"] = "outerHTML"
        return answer
