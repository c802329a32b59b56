"""The imports of a book: what became of each file, and the form that brings files in."""

import hashlib
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from books.models import Change
from books.unit_of_work import retrying
from common.errors import DomainError, Invalid, TooLarge
from common.integers import number_of
from imports.endpoints.pagination import NewestUploads
from imports.endpoints.uploads import check_size, uploaded
from imports.models import Import, State
from imports.plan.parameters import ImportParameters
from readers.registry import FORMATS
from web.formats import show_short_date
from web.forms.imports import UploadForm
from web.importing.words import ASKS, STATES, asks
from web.keyset import keyset_page
from web.pages import BookPage, see_other

PAGE_SIZE = 50
"""As a page of the register has."""


@dataclass(frozen=True, slots=True)
class ListedImport:
    """An import, ready for the list."""

    id: int
    href: str
    name: str
    day: str
    who: str
    state: str
    waits: bool
    found: int
    recorded: int
    undo: str
    """The address that undoes its change; empty where there is nothing to undo."""
    is_undone: bool


class ImportsPage(BookPage):
    section = "imports"
    template = "web/pages/imports.html"
    title = gettext_lazy("Imports")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(None, None)
        # The page of an account leads here to bring its statements in.
        form.initial["account"] = request.GET.get("account", "")
        return self.listed(form)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            check_size(request)
        except TooLarge as refusal:
            form = self.form({}, {})
            form.errors.clear()
            form.add_error("file", refusal.detail)
            return self.listed(form, status=413)
        form = self.form(request.POST, request.FILES)
        if not form.is_valid():
            return self.listed(form, status=422)
        made = []
        for number, file in enumerate(form.cleaned_data["file"]):
            try:
                made.append(self.taken(file, number, form.cleaned_data["account"]))
            except DomainError as refusal:
                form.add_error("file", f"{file.name}: {_said(refusal)}")
        if form.errors:
            return self.listed(form, status=422)
        if len(made) == 1:
            return see_other(reverse("web:import", args=[self.book.pk, made[0].pk]))
        count = ngettext("Took %(count)d file", "Took %(count)d files", len(made))
        messages.success(request, count % {"count": len(made)})
        return see_other(reverse("web:imports", args=[self.book.pk]))

    def form(self, data: Any, files: Any) -> UploadForm:
        return UploadForm(data, files, accounts=self.names.accounts.values())

    def taken(self, file: "UploadedFile[Any]", number: int, account: str) -> Import:
        """Return the import of one file; the same form, sent twice, makes one of each.

        A form that the browser's back button brought again has the key of the first time.
        """
        sent = (self.request.POST.get("key", ""), number, file.name, file.size, account)
        said = f"{self.person.pk}\0{sent}"
        key = hashlib.sha256(said.encode()).hexdigest() if self.request.POST.get("key") else ""
        parameters = ImportParameters(account=number_of(account) or None)
        return retrying(
            lambda: uploaded(
                self.book,
                cast("BinaryIO", file.file),
                parameters,
                name=file.name or "",
                user_id=self.person.pk,
                key=key,
            )
        )

    def listed(self, form: UploadForm, *, status: int = 200) -> HttpResponse:
        """Answer with a page of the list, and `form` above it."""
        found, older = self.page_of_imports()
        numbers = [one.change_number for one in found if one.change_number]
        changes = Change.objects.filter(book=self.book, number__in=numbers)
        undone = dict(changes.values_list("number", "undone_by"))
        context = {
            "form": form,
            "rows": [self.shown(one, undone) for one in found],
            "older": older,
            "formats": [known.label for known in FORMATS],
        }
        return self.render(context, status=status)

    def page_of_imports(self) -> tuple[list[Import], str]:
        """Return the imports of this page, newest first, and the query of the older ones."""
        rows = Import.objects.for_book(self.book).select_related("user")
        light = rows.defer("summary", "parameters")
        page = keyset_page(NewestUploads(), light, self.request.GET, PAGE_SIZE)
        return list(page.rows), page.after

    def shown(self, one: Import, undone: dict[int, int]) -> ListedImport:
        is_undone = bool(undone.get(one.change_number))
        question = one.state == State.FAILED and asks(one.problem)
        may_undo = one.change_number in undone and not is_undone
        undo = reverse("web:undo", args=[self.book.pk, one.change_number]) if may_undo else ""
        return ListedImport(
            id=one.pk,
            href=reverse("web:import", args=[self.book.pk, one.pk]),
            name=one.file_name,
            day=show_short_date(one.uploaded_at.date(), self.preferences.date_form),
            who=one.user.username if one.user else "",
            state=_("Undone") if is_undone else str(ASKS if question else STATES[one.state]),
            waits=one.state == State.PLANNED or question,
            found=one.rows_planned,
            recorded=one.recorded,
            undo=undo,
            is_undone=is_undone,
        )


def _said(refusal: DomainError) -> str:
    if isinstance(refusal, Invalid):
        return " ".join(problem.detail for problem in refusal.problems)
    return refusal.detail
