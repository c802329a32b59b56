"""Several payees, or several tags, become one; names that are alike are proposed."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from books.unit_of_work import UnitOfWork
from common.errors import Conflict
from common.integers import number_of
from common.text import fold
from transactions import labels
from web.alike_names import Named, alike
from web.formats import within_sentence
from web.pages import BookPage, Outcome, see_other
from web.reading.label_names import read_name
from web.reading.refusals import NotRead
from web.views.labels import PAYEES, TAGS, LabelKind, LabelsPage
from web.views.people import own_address

MERGED_MAX = 100
"""As many as a page of a list or a group shows; an undo of more would be hard to look through."""
GROUPS_SHOWN = 20
"""A page or two: the next ones come once these are merged."""


class MergeChosen(BookPage):
    """Merges the chosen ones into the one that is named, or else into the most used of them."""

    kind: ClassVar[LabelKind]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        there = own_address(request) or reverse(f"web:{self.kind.name}s", args=[self.book.pk])
        ids = {number_of(text) for text in request.POST.getlist("id")} - {0}
        try:
            name = read_name(request.POST.get("into", ""))
            return self.write(lambda uow: Outcome(self.merged(uow, ids, name), there))
        except NotRead as refusal:
            says = str(refusal)
        except Conflict as refusal:
            says = refusal.detail
        messages.error(request, says)
        return see_other(there)

    def merged(self, uow: UnitOfWork, ids: set[int], name: str) -> str:
        """Merge, and say what was done; raises Conflict for what cannot be merged."""
        if len(ids) > MERGED_MAX:
            detail = _("At most %(count)d are merged at once: choose fewer.")
            raise Conflict(detail % {"count": MERGED_MAX})
        rows: Any = self.kind.model.objects.for_book(uow.book)
        chosen = list(rows.filter(pk__in=ids))
        if len(chosen) < len(ids):
            raise Conflict(_("One of them is not there any more: nothing was merged."))
        into = self.named(uow, name) if name else self.most_used(uow, chosen)
        others = ids - {into.pk} if into else set()
        if not others:
            raise Conflict(_("Choose two or more, or one and the name of another."))
        self.kind.merge_many(uow, others, into)
        says = ngettext(
            "Merged %(count)d into %(name)s", "Merged %(count)d into %(name)s", len(others)
        )
        return says % {"count": len(others), "name": within_sentence(into.name)}

    def named(self, uow: UnitOfWork, name: str) -> Any:
        """Return the one of a name, before which a list may have put its mark."""
        rows: Any = self.kind.model.objects.for_book(uow.book)
        found = rows.filter(name_key=fold(name.removeprefix(self.kind.mark))).first()
        if found is None:
            raise Conflict(_("There is no such name in this book: nothing was merged."))
        return found

    def most_used(self, uow: UnitOfWork, chosen: Sequence[Any]) -> Any:
        """Return the one of `chosen` that most transactions show, the oldest of several."""
        ids = [row.pk for row in chosen]
        uses = labels.count_carriers(uow.book, self.kind.model, ids)
        return max(chosen, key=lambda row: (uses.get(row.pk, 0), -row.pk), default=None)


class MergePayees(MergeChosen):
    kind = PAYEES


class MergeTags(MergeChosen):
    kind = TAGS


class AlikePayees(LabelsPage):
    """The payees whose names are alike, by group, to be merged."""

    kind = PAYEES
    section = "payees"
    title = gettext_lazy("Similar names")
    template = "web/pages/alike.html"

    def listed(self) -> dict[str, Any]:
        """Return the groups that the page shows, the most used of each first."""
        rows = self.kind.model.objects.for_book(self.book).archived(archived=False)
        named = rows.order_by("name_key").values_list("pk", "name")
        groups = alike(Named(*row) for row in named)
        shown = [group[:MERGED_MAX] for group in groups[:GROUPS_SHOWN]]
        ids = [one.id for group in shown for one in group]
        uses = labels.count_carriers(self.book, self.kind.model, ids)
        return {
            "groups": [
                sorted(
                    (self.shown(one.id, one.name, uses.get(one.id, 0)) for one in group),
                    key=lambda label: -label.uses,
                )
                for group in shown
            ],
            "further": len(groups) - len(shown),
            "merge_address": reverse(f"web:{self.kind.name}s_merge", args=[self.book.pk]),
        }
