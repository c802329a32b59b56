"""The trash of a book: what was deleted, and bringing it back."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from books.history import trashed
from books.history_pages import NewestDeletions, deletions
from books.undo import restore
from books.unit_of_work import UnitOfWork
from common.errors import NotThere
from web.keyset import keyset_page
from web.pages import Outcome
from web.views.history import PAGE_SIZE, ChangesPage
from web.views.people import own_address


class TrashPage(ChangesPage):
    template = "web/pages/trash.html"
    refreshes = True
    title = gettext_lazy("Trash")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.render(read_consistently(self.book, self.listed))

    def listed(self) -> dict[str, Any]:
        """Return what the page shows of the book."""
        page = keyset_page(NewestDeletions(), deletions(self.book), self.request.GET, PAGE_SIZE)
        found = self.lister.deletions(trashed(self.book, page.rows))
        return {"deletions": found, "older": page.after, "newer": page.before}


class Restore(ChangesPage):
    """Brings back one row that was deleted."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, deletion: int, **_kwargs: Any) -> HttpResponse:
        there = own_address(request) or reverse("web:trash", args=[self.book.pk])
        what = _("The deletion")
        return self.undoing(lambda uow: restored(uow, deletion, there), what, there)


def restored(uow: UnitOfWork, deletion: int, there: str) -> Outcome:
    revision = deletions(uow.book).filter(pk=deletion).first()
    if revision is None:
        raise NotThere
    (gone,) = trashed(uow.book, [revision])
    restore(uow, revision)
    return Outcome(_("Restored %(what)s") % {"what": gone.description.title}, there)
