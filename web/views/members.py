"""The members of a book: who they are, their roles, and leaving."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.models import Membership, Role
from books.unit_of_work import UnitOfWork
from common.errors import Conflict, NotThere
from households import services
from households.models import GivenRole, Invitation
from web.error_pages import error_page
from web.formats import show_date
from web.forms.members import RoleForm
from web.limits import origin_of_page
from web.pages import BookPage, Outcome, see_other

ROLE_NAMES = {
    Role.OWNER: gettext_lazy("Owner"),
    Role.EDITOR: gettext_lazy("Editor"),
    Role.VIEWER: gettext_lazy("Viewer"),
}


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A person of the book."""

    id: int
    name: str
    role: str
    joined: str
    is_self: bool
    edit: str
    """The address of the page that changes their place; empty where nobody may do so here."""


@dataclass(frozen=True, slots=True)
class ListedInvitation:
    """An invitation that nobody has taken up."""

    id: int
    whom: str
    role: str
    until: str
    is_over: bool


class AccessPage(BookPage):
    """A page about who has access to the book. What it writes has no undo."""

    section = "members"

    def home(self) -> str:
        return reverse("web:members", args=[self.book.pk])

    def day_of(self, at: Any) -> str:
        """Return the day of a moment, as the person has it."""
        local = at.astimezone(ZoneInfo(self.preferences.time_zone))
        return show_date(local.date(), self.preferences.date_form)

    def done(self, work: Callable[[UnitOfWork], Outcome]) -> HttpResponse:
        """Run `work` as the next change of the book, and go on with the page that it names."""
        try:
            outcome, _number = self.written(work)
        except Conflict as refused:
            return error_page(self.request, 409, _("Not possible"), refused.detail)
        messages.success(self.request, outcome.says)
        return see_other(outcome.to)


class MembersPage(AccessPage):
    template = "web/pages/members.html"
    title = gettext_lazy("Members")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.render(self.listed())

    def listed(self) -> dict[str, Any]:
        """Return what the page shows of the book; invitations are the owner's to see."""
        places = Membership.objects.filter(book=self.book).select_related("user").order_by("id")
        invitations = Invitation.objects.for_book(self.book).filter(used_at=None).order_by("-id")
        is_owner = self.role == Role.OWNER
        return {
            "members": [self.member(place) for place in places],
            "invitations": [self.invitation(one) for one in invitations] if is_owner else [],
            "is_owner": is_owner,
        }

    def member(self, place: Membership) -> ListedMember:
        may_change = self.role == Role.OWNER and place.role != Role.OWNER
        edit = reverse("web:member", args=[self.book.pk, place.user_id])
        return ListedMember(
            id=place.user_id,
            name=place.user.get_username(),
            role=str(ROLE_NAMES[Role(place.role)]),
            joined=self.day_of(place.joined_at),
            is_self=place.user_id == self.person.pk,
            edit=edit if may_change else "",
        )

    def invitation(self, one: Invitation) -> ListedInvitation:
        return ListedInvitation(
            id=one.pk,
            whom=one.email,
            role=str(ROLE_NAMES[Role(one.role)]),
            until=self.day_of(one.expires_at),
            is_over=one.expires_at <= timezone.now(),
        )


class MemberPage(AccessPage):
    """The place of another person in the book, for its owner."""

    role_needed = role_to_read = Role.OWNER
    template = "web/pages/member.html"

    @cached_property
    def place(self) -> Membership:
        rows = Membership.objects.filter(book=self.book, user_id=self.kwargs["member"])
        found = rows.select_related("user").first()
        if found is None:
            raise NotThere
        self.title = found.user.get_username()
        return found

    @property
    def name(self) -> str:
        return self.place.user.get_username()

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        place = self.place
        form = RoleForm(initial={"role": place.role})
        return self.render({"place": place, "joined": self.day_of(place.joined_at), "form": form})

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        form = RoleForm(request.POST)
        if not form.is_valid():
            context = {"place": self.place, "joined": self.day_of(self.place.joined_at)}
            return self.render({**context, "form": form}, status=422)
        return self.done(lambda uow: self.given(uow, GivenRole(form.cleaned_data["role"])))

    def given(self, uow: UnitOfWork, role: GivenRole) -> Outcome:
        services.give_role(uow, self.place.user_id, role, origin_of_page(self.request))
        return Outcome(uow.note.rstrip("."), self.home())


class AskedPage(MemberPage, ABC):
    """A step that has no undo: shown with what it does, and done on pressing its button."""

    template = "web/pages/asked.html"

    @abstractmethod
    def asked(self) -> dict[str, Any]:
        """Return the question: `title`, `says` and `button`."""

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        asked = self.asked()
        self.title = asked["title"]
        return self.render({**asked, "back": self.home()})

    def post(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.done(self.work)

    @abstractmethod
    def work(self, uow: UnitOfWork) -> Outcome:
        """Do it, as the work of the open change."""


@final
class MakeOwner(AskedPage):
    def asked(self) -> dict[str, Any]:
        return {
            "title": _("Make %(name)s the owner") % {"name": self.name},
            "says": _(
                "%(name)s then decides who has access, and can delete the book. You become an "
                "editor, and pending invitations end. Only %(name)s can give the book back."
            )
            % {"name": self.name},
            "button": _("Make owner"),
        }

    def work(self, uow: UnitOfWork) -> Outcome:
        services.transfer(uow, self.place.user_id, origin_of_page(self.request))
        return Outcome(uow.note.rstrip("."), self.home())


@final
class RemoveMember(AskedPage):
    def asked(self) -> dict[str, Any]:
        return {
            "title": _("Remove %(name)s") % {"name": self.name},
            "says": _(
                "%(name)s no longer sees the book, and earlier invitations do not let them in "
                "again. What they entered stays."
            )
            % {"name": self.name},
            "button": _("Remove"),
        }

    def work(self, uow: UnitOfWork) -> Outcome:
        services.remove_member(uow, self.place.user_id, origin_of_page(self.request))
        return Outcome(uow.note.rstrip("."), self.home())


@final
class LeaveBook(AskedPage):
    """Everybody but the owner may leave."""

    role_needed = role_to_read = Role.VIEWER

    def asked(self) -> dict[str, Any]:
        if self.role == Role.OWNER:
            says = _("A book has exactly one owner: make another member the owner first.")
            return {"title": _("Leave the book"), "says": says, "button": ""}
        return {
            "title": _("Leave the book"),
            "says": _(
                "You no longer see “%(book)s”, and come back by a new invitation alone. "
                "What you entered stays."
            )
            % {"book": self.book.name},
            "button": _("Leave"),
        }

    def work(self, uow: UnitOfWork) -> Outcome:
        services.remove_member(uow, self.person.pk, origin_of_page(self.request))
        says = _("You left “%(book)s”") % {"book": self.book.name}
        return Outcome(says, reverse("web:books"))
