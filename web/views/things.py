"""The form of one thing of a book: what all of them have in common."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, TypeVar

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _

from books.models import Book, BookRow, Role
from books.unit_of_work import UnitOfWork
from common.errors import Conflict, InUse, Invalid, NotThere, Stale
from web.forms.fields import add_problems
from web.pages import BookPage, Outcome

RowT = TypeVar("RowT", bound=BookRow)


class Versioned(Protocol):
    """A row as it was read, with the number of its last change."""

    @property
    def changed_in(self) -> int: ...


class ThingPage(BookPage):
    """A page with the form of one thing, new or stored: for those who may write."""

    role_to_read = Role.EDITOR
    fields_of: ClassVar[Mapping[str, str]] = {}
    """Which field a member of the API is, where the two are called differently."""
    is_stale = False
    """Whether what is shown has just been found to be changed."""

    def context(self) -> dict[str, Any]:
        """Return what the template takes beside the form."""
        return {}

    def shown(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        """Answer with the form."""
        context = {"form": form, **self.context()}
        return self.render(context, status=status)

    def saved(self, form: forms.Form, work: Callable[[UnitOfWork], Outcome]) -> HttpResponse:
        """Write what a form states; where it is refused, show it again with the reasons."""
        if not form.is_valid():
            return self.shown(form, status=422)
        try:
            return self.write(work)
        except Invalid as refused:
            add_problems(form, refused.problems, self.fields_of)
            return self.shown(form, status=422)
        except Conflict as refused:
            form.add_error(None, words_of(refused))
        except Stale:
            self.is_stale = True
            self.__dict__.pop("row", None)
            says = _("Somebody has changed this meanwhile. Save again to put yours in its place.")
            form.add_error(None, says)
        return self.shown(form, status=409)

    def check_version(self, row: Book | BookRow) -> None:
        """Raise Stale where `row` has changed since the form was made."""
        if self.request.POST.get("version") != str(row.changed_in):
            raise Stale

    def version(self, row: Versioned) -> str:
        """Return the version that the form was made of, which its next sending is held against.

        A form that is refused for its values keeps its own: who sends it has seen no later one.
        """
        sent = self.request.POST.get("version", "")
        return sent if sent and not self.is_stale else str(row.changed_in)


def row_of(book: Book, model: type[RowT], row_id: int) -> RowT:
    """Return a row of `book`; raises NotThere where it has none of this id."""
    found = model._default_manager.filter(book_id=book.pk, pk=row_id).first()
    if found is None:
        raise NotThere
    return found


def words_of(refused: Conflict) -> str:
    """Return why something was refused; of what is in use, by how many of what."""
    if not isinstance(refused, InUse):
        return refused.detail
    uses = ", ".join(f"{count} {name}" for name, count in refused.uses.items())
    return f"{refused.detail} ({uses})"
