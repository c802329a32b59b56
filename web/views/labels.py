"""The payees and the tags of a book: lists to search, renaming, merging, archiving, deleting."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from api.pagination import KeysetPagination
from books.consistent_reads import read_consistently
from books.unit_of_work import UnitOfWork
from common.errors import Problem, raise_problems
from common.text import NAME_LENGTH_MAX, fold
from transactions import labels
from transactions.models import Payee, Tag
from web.forms.labels import LabelForm, MergeForm
from web.keyset import keyset_page
from web.pages import BookPage, Outcome
from web.views.things import ThingPage, row_of

PAGE_SIZE = 50
"""A screen or two of names."""
NAMES_OFFERED = 500
"""How many names the field of merging offers: some 10 kB of the page at the most."""

Label = Payee | Tag


class ByName(KeysetPagination):
    """Payees or tags in the order of their folded names, of which a book has each once."""

    columns = ("name_key",)

    def checked_key(self, key: tuple[Any, ...]) -> tuple[Any, ...]:
        match key:
            case (str(name),):
                name.encode()  # raises ValueError for half of a character, which JSON can hold
                return (name,)
        raise ValueError("not a name")


@dataclass(frozen=True, slots=True)
class LabelKind:
    """What payees and tags differ in, as far as pages mind."""

    name: str
    model: type[Payee] | type[Tag]
    merge: Callable[[UnitOfWork, Any, Any], Any]
    merge_many: Callable[[UnitOfWork, Collection[int], Any], None]
    delete: Callable[[UnitOfWork, Any], None]
    mark: str = ""
    """What stands before a name."""


PAYEES = LabelKind("payee", Payee, labels.merge_payee, labels.merge_payees, labels.delete_payee)
TAGS = LabelKind("tag", Tag, labels.merge_tag, labels.merge_tags, labels.delete_tag, "#")


@dataclass(frozen=True, slots=True)
class ListedLabel:
    """A payee or a tag with how often it is used."""

    id: int
    name: str
    href: str
    edit: str
    uses: int


class LabelsPage(BookPage):
    """A list of payees, or of tags."""

    kind: ClassVar[LabelKind]
    template = "web/pages/labels.html"

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.render(read_consistently(self.book, self.listed))

    def listed(self) -> dict[str, Any]:
        """Return what the page shows of the book."""
        text = self.request.GET.get("q", "").strip()[:NAME_LENGTH_MAX]
        archived = self.request.GET.get("archived") == "true"
        rows: Any = self.kind.model.objects.for_book(self.book)
        rows = rows.archived(archived)
        if key := fold(text):
            rows = rows.named_like(key)
        page = keyset_page(ByName(), rows, self.request.GET, PAGE_SIZE)
        uses = labels.count_carriers(self.book, self.kind.model, [row.pk for row in page.rows])
        return {
            "labels": [self.shown(row.pk, row.name, uses.get(row.pk, 0)) for row in page.rows],
            "after": page.after,
            "before": page.before,
            "text": text,
            "archived": archived,
            "kind": self.kind,
            "merge_address": reverse(f"web:{self.kind.name}s_merge", args=[self.book.pk]),
        }

    def shown(self, label: int, name: str, uses: int) -> ListedLabel:
        book, kind = self.book.pk, self.kind
        return ListedLabel(
            id=label,
            name=f"{kind.mark}{name}",
            href=self.address_of(label),
            edit=reverse(f"web:{kind.name}_edit", args=[book, label]),
            uses=uses,
        )

    def address_of(self, label: int) -> str:
        """Return where what a label is used for is shown: its own page, or the list of it."""
        return f"{reverse('web:transactions', args=[self.book.pk])}?{self.kind.name}={label}"


class PayeesPage(LabelsPage):
    kind = PAYEES
    section = "payees"
    title = gettext_lazy("Payees")

    def address_of(self, label: int) -> str:
        return reverse("web:payee", args=[self.book.pk, label])


class TagsPage(LabelsPage):
    kind = TAGS
    section = "tags"
    title = gettext_lazy("Tags")


class EditLabel(ThingPage):
    """One payee, or one tag."""

    kind: ClassVar[LabelKind]
    template = "web/pages/label_form.html"

    @cached_property
    def row(self) -> Any:
        return row_of(self.book, self.kind.model, self.kwargs["label"])

    @property
    def all_of_them(self) -> str:
        return reverse(f"web:{self.kind.name}s", args=[self.book.pk])

    def context(self) -> dict[str, Any]:
        row, name = self.row, self.kind.name
        others: Any = self.kind.model.objects.for_book(self.book).exclude(pk=row.pk)
        named = others.archived(archived=False).order_by("name_key").values_list("name", flat=True)
        uses = labels.count_carriers(self.book, self.kind.model, [row.pk])
        return {
            "row": row,
            "version": self.version(row),
            "kind": self.kind,
            "uses": uses.get(row.pk, 0),
            "merge": self.merge_form,
            "names": named[:NAMES_OFFERED],
            "edit_address": reverse(f"web:{name}_edit", args=[self.book.pk, row.pk]),
            "merge_address": reverse(f"web:{name}_merge", args=[self.book.pk, row.pk]),
            "delete_address": reverse(f"web:{name}_delete", args=[self.book.pk, row.pk]),
        }

    @cached_property
    def merge_form(self) -> MergeForm:
        return MergeForm()

    def form(self, data: Any = None) -> LabelForm:
        initial = {"name": self.row.name, "archived": self.row.archived}
        return LabelForm(data, initial=initial)

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.shown(self.form())

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = self.form(request.POST)
        return self.saved(form, lambda uow: self.changed(uow, form.cleaned_data))

    def changed(self, uow: UnitOfWork, values: dict[str, Any]) -> Outcome:
        row = row_of(uow.book, self.kind.model, self.row.pk)
        self.check_version(row)
        labels.amend_label(uow, row, **values)
        return Outcome(_("Saved %(name)s") % {"name": row.name}, self.all_of_them)


class MergeLabel(EditLabel):
    """Gives what carries one label another one, and deletes the first."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        self.merge_form = MergeForm(request.POST)
        return self.saved(self.merge_form, self.merged)

    def shown(self, form: Any, *, status: int = 200) -> HttpResponse:
        """Answer with the whole page: the fault stands at the form that was sent."""
        return super().shown(self.form(), status=status)

    def merged(self, uow: UnitOfWork) -> Outcome:
        name = self.merge_form.cleaned_data["into"]
        row = row_of(uow.book, self.kind.model, self.row.pk)
        rows: Any = self.kind.model.objects.for_book(uow.book)
        into = rows.filter(name_key=fold(name)).first()
        if into is None:
            raise_problems(
                [Problem("/into", "does_not_exist", _("There is no such name in this book."))]
            )
        self.kind.merge(uow, row, into)
        says = _("Merged %(name)s into %(other)s") % {"name": self.row.name, "other": into.name}
        return Outcome(says, self.all_of_them)


class DeleteLabel(EditLabel):
    """Deletes a label; its transactions go on without it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.write(self.deleted)

    def deleted(self, uow: UnitOfWork) -> Outcome:
        row = row_of(uow.book, self.kind.model, self.row.pk)
        self.kind.delete(uow, row)
        return Outcome(_("Deleted %(name)s") % {"name": self.row.name}, self.all_of_them)


class EditPayee(EditLabel):
    kind = PAYEES
    section = "payees"
    title = gettext_lazy("Payee")


class MergePayee(MergeLabel, EditPayee):
    pass


class DeletePayee(DeleteLabel, EditPayee):
    pass


class EditTag(EditLabel):
    kind = TAGS
    section = "tags"
    title = gettext_lazy("Tag")


class MergeTag(MergeLabel, EditTag):
    pass


class DeleteTag(DeleteLabel, EditTag):
    pass
