"""The history of a book: what was done, by whom, and undoing it."""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.consistent_reads import read_consistently
from books.history import entries, shown, shown_of_row
from books.history_pages import NewestChanges, changes_of_row, searched
from books.models import Membership
from books.row_changes import maker_of, page_of_row_changes
from books.undo import undo
from books.undo_chains import chain_of, is_undo
from books.unit_of_work import UnitOfWork
from common.errors import ChangedLater, Conflict, NotThere
from common.integers import BIGINT_MAX
from web.changes import CAUSES, ChangeLister
from web.history_filters import HistoryQuery
from web.keyset import KeysetPage, keyset_page
from web.pages import BookPage, Outcome
from web.views.people import own_address

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE_SIZE = 50
"""A screen or two of changes, as a page of the API has."""
BLOCKERS_SHOWN = 20
"""How many changes that stand in the way a page lists: whoever undoes them does so one by one."""
TRANSACTION = "transaction"


class ChangesPage(BookPage):
    """A page that shows changes."""

    section = "history"

    @property
    def lister(self) -> ChangeLister:
        return ChangeLister(
            self.book, self.money, self.preferences, self.person.pk, may_write=self.may_write
        )

    def undoing(self, work: Callable[[UnitOfWork], Outcome], what: str, back: str) -> HttpResponse:
        """Write an undo; where it is refused, answer with what stands in the way of `what`.

        Whoever undoes that goes on with the page `back`.
        """
        try:
            return self.write(work)
        except ChangedLater as refused:
            return self.refused(what, refused.detail, refused.changes, back)
        except Conflict as refused:
            return self.refused(what, refused.detail, [], back)

    def refused(self, what: str, detail: str, numbers: Sequence[int], back: str) -> HttpResponse:
        self.title = _("Not undone")
        rows = self.book.changes.filter(number__in=numbers[:BLOCKERS_SHOWN])
        found = shown(self.book, list(rows.select_related("user").order_by("-number")))
        context = {
            "page": self,
            "what": what,
            "detail": detail,
            "changes": self.lister.changes(found),
            "further": max(len(numbers) - BLOCKERS_SHOWN, 0),
            "back": back,
            "next": own_address(self.request) or back,
        }
        return render(self.request, "web/pages/undo_refused.html", context, status=409)


class HistoryPage(ChangesPage):
    template = "web/pages/history.html"
    refreshes = True
    title: "str | StrPromise" = gettext_lazy("History")

    @cached_property
    def query(self) -> HistoryQuery:
        return HistoryQuery.of(self.request.GET)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.render(read_consistently(self.book, self.listed))

    def listed(self) -> dict[str, Any]:
        """Return what the page shows of the book."""
        changes = searched(self.book, self.query.wanted)
        page = keyset_page(NewestChanges(), changes, self.request.GET, PAGE_SIZE)
        members = Membership.objects.filter(book=self.book).select_related("user").order_by("id")
        people = [(place.user_id, place.user.get_username()) for place in members]
        return {
            **self.days(page),
            "query": self.query,
            "chips": self.query.chips(dict(people), self.preferences),
            "people": people,
            "causes": [(cause.value, word) for cause, word in CAUSES.items()],
        }

    def days(self, page: KeysetPage) -> dict[str, Any]:
        """Return a page of changes by day."""
        days = self.lister.days(shown(self.book, page.rows))
        own = [one for _, changes in days for one in changes if one.is_own and one.undo]
        # A chain of undos that goes back beyond the page counts from what is on it.
        undid = {change.number: change.undoes for change in page.rows}
        undos = {one.number for one in own if is_undo(one.number, undid)}
        return {
            "days": days,
            "older": page.after,
            "newer": page.before,
            # The keys for undo and redo stand for the newest change of one's own, and undo.
            "newest_own": next((one.number for one in own if one.number not in undos), 0),
            "newest_undo": max(undos, default=0),
        }


class EntryHistory(HistoryPage):
    """The changes of one transaction, which may be gone by now."""

    section = "transactions"
    template = "web/pages/row_history.html"
    title = gettext_lazy("History of a transaction")

    def listed(self) -> dict[str, Any]:
        row_id: int = self.kwargs["entry"]
        if not maker_of(self.book, TRANSACTION, row_id):
            raise NotThere
        changes = changes_of_row(self.book, TRANSACTION, row_id)
        page = keyset_page(NewestChanges(), changes, self.request.GET, PAGE_SIZE)
        found = shown_of_row(self.book, page.rows, TRANSACTION, row_id)
        return {
            "days": self.lister.days(found),
            "older": page.after,
            "newer": page.before,
            "entry": row_id,
        }


class ChangePage(ChangesPage):
    """One change with all that it did."""

    template = "web/pages/change.html"

    def get(self, request: HttpRequest, number: int, **_kwargs: Any) -> HttpResponse:
        self.title = _("Change %(number)d") % {"number": number}
        return self.render(read_consistently(self.book, lambda: self.listed(number)))

    def listed(self, number: int) -> dict[str, Any]:
        """Return what the page shows of the change; of a large one, some of its rows at a time."""
        change = self.book.changes.select_related("user").filter(number=number).first()
        if change is None:
            raise NotThere
        (listed,) = self.lister.changes(shown(self.book, [change]))
        day = self.lister.heading(listed.day)
        if not listed.rows:
            return {"change": listed, "day": day, "entries": listed.entries}
        found = page_of_row_changes(self.book, number, self.after(), PAGE_SIZE + 1)
        last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
        return {
            "change": listed,
            "day": day,
            "entries": self.lister.entries(entries(self.book, found[:PAGE_SIZE])),
            "more": f"?after={last.kind}-{last.row_id}" if last else "",
        }

    def after(self) -> tuple[str, int] | None:
        """Return the row after which the page begins; None for the first one."""
        kind, _dash, text = self.request.GET.get("after", "").partition("-")
        is_row = kind in HistoryQuery.KINDS and text.isdecimal() and int(text[:20]) <= BIGINT_MAX
        return (kind, int(text[:20])) if is_row else None


class Undo(ChangesPage):
    """Takes back a change of the book; the change that does so can be undone as well."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, number: int, **_kwargs: Any) -> HttpResponse:
        there = own_address(request) or reverse("web:transactions", args=[self.book.pk])
        what = _("Change %(number)d") % {"number": number}
        back = reverse("web:change", args=[self.book.pk, number])
        return self.undoing(lambda uow: undone(uow, number, there), what, back)


def undone(uow: UnitOfWork, number: int, there: str) -> Outcome:
    undo(uow, number)
    chain = chain_of(uow.book, number)
    redoes = is_undo(number, {one.number: one.undoes for one in chain})
    return Outcome(_("Redone") if redoes else _("Undone"), there, is_undo=not redoes)
