"""What is done with an import: stated, decided, planned anew, recorded, thrown away."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, final

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

from books.unit_of_work import retrying
from common.errors import Conflict, Invalid, NotThere, Stale, TooLarge
from imports import services
from imports.endpoints.decisions import read_decisions
from imports.models import Import
from imports.plan.parameters import ImportParameters
from web.importing.cells import CellFaults, NotTaken, corrections_of
from web.importing.options import stated
from web.importing.plan_rows import decisions_of
from web.pages import see_other
from web.views.one_import import ImportPage


class ImportStep(ImportPage, ABC):
    """A step that a form of the import's page asks for; a fault answers with that page."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        try:
            self.changed(self.work)
        except NotTaken as refusal:
            return self.again(422, cell_faults=refusal.faults)
        except ValidationError as refusal:
            return self.again(422, faults=list(_said(refusal.detail)))
        except Invalid as refusal:
            return self.again(422, faults=[problem.detail for problem in refusal.problems])
        except (Conflict, TooLarge) as refusal:
            return self.again(409, note=refusal.detail)
        except Stale:
            note = _("This import was changed meanwhile. Below is how it stands now.")
            return self.again(409, note=note)
        return see_other(self.next())

    @abstractmethod
    def work(self, imported: Import) -> None:
        """Take the step on the import, which is this transaction's to change."""

    def next(self) -> str:
        """Return the page to go on with."""
        verdict = self.request.GET.get("verdict", "")
        query = f"?{self.request.GET.urlencode()}" if verdict else ""
        return reverse("web:import", args=[self.book.pk, self.kwargs["imported"]]) + query

    def changed(self, work: Callable[[Import], None]) -> None:
        """Run `work` on the import as the form saw it; raises Stale where it has changed since."""

        def attempt() -> None:
            with transaction.atomic():
                mine = Import.objects.for_book(self.book).select_for_update()
                imported = mine.filter(pk=self.kwargs["imported"]).first()
                if imported is None:
                    raise NotThere
                if self.request.POST.get("version") != str(imported.version):
                    raise Stale
                work(imported)

        retrying(attempt)

    def again(self, status: int, **context: Any) -> HttpResponse:
        """Answer with the page of the import, with what was typed."""
        self.book.refresh_from_db(fields=["last_change"])
        return self.shown(status=status, typed=self.request.POST, **context)


@final
class StateParameters(ImportStep):
    """States how the file is read, or what becomes of its rows; it is planned anew."""

    def work(self, imported: Import) -> None:
        before = ImportParameters.load(imported.parameters)
        services.plan_anew(imported, stated(self.request.POST, before, self.book))

    def next(self) -> str:
        return reverse("web:import", args=[self.book.pk, self.kwargs["imported"]])


@final
class PlanAnew(ImportStep):
    """Plans as before, where the book has changed since; decisions stay."""

    def work(self, imported: Import) -> None:
        services.plan_anew(imported, ImportParameters.load(imported.parameters))


class DecideRows(ImportStep):
    """Keeps what the form says of the rows that it shows."""

    corrects = False
    """Whether it corrects cells, so that the file is planned anew."""

    def work(self, imported: Import) -> None:
        sent = self.request.POST
        corrections = corrections_of(sent, imported, self.book, self.preferences)
        self.corrects = bool(corrections)
        decisions = decisions_of(sent, corrections)
        if not decisions:
            return
        try:
            services.decide(imported, read_decisions(decisions, imported, self.book))
        except Invalid as refusal:
            if faults := _of_cells(refusal, decisions):
                raise NotTaken(faults) from None
            raise

    def next(self) -> str:
        # The rows that were corrected are not where they were.
        here = reverse("web:import", args=[self.book.pk, self.kwargs["imported"]])
        return here if self.corrects else super().next()


@final
class RecordImport(DecideRows):
    """Keeps what the form says of its rows, and has the plan recorded."""

    def work(self, imported: Import) -> None:
        super().work(imported)
        if not self.corrects:
            services.ask_to_commit(imported, self.book)

    def next(self) -> str:
        if self.corrects:
            says = _("The corrected rows are planned anew. Look at them, then record.")
            messages.success(self.request, says)
        return reverse("web:import", args=[self.book.pk, self.kwargs["imported"]])


@final
class DiscardImport(ImportStep):
    """Throws the file and its plan away."""

    def work(self, imported: Import) -> None:
        services.discard(imported)

    def next(self) -> str:
        messages.success(self.request, _("The file was thrown away"))
        return reverse("web:imports", args=[self.book.pk])


def _of_cells(refusal: Invalid, decisions: Sequence[Mapping[str, Any]]) -> CellFaults:
    """Return what a refusal says of typed values; nothing where it says something else, too."""
    found: dict[tuple[int, str], str] = {}
    for problem in refusal.problems:
        place, _slash, field = problem.pointer[1:].partition("/corrections/")
        if not field:
            return {}
        found[decisions[int(place)]["row"], field] = problem.detail
    return found


def _said(detail: Any) -> Iterator[str]:
    """Yield the sentences of a refusal of REST Framework, which stand at any depth."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            for text in _said(inner):
                yield text if str(name).isdecimal() else f"{name}: {text}"
    elif isinstance(detail, list):
        for inner in detail:
            yield from _said(inner)
    else:
        yield str(detail)
