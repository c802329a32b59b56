"""Invitations: made and revoked by the owner of a book, and taken up by who is invited."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.models import Cause, Role
from books.unit_of_work import Actor, UnitOfWork, change, retrying
from common.errors import Conflict, NotThere
from households import services
from households.mail import send_invitation
from households.models import GivenRole, Invitation
from households.throttles import (
    InvitationLookupsOfUser,
    InvitationsOfUser,
    InvitationsToAddress,
)
from web.error_pages import error_page
from web.forms.members import InvitationForm
from web.limits import is_within, origin_of_page
from web.pages import Outcome, PersonPage, see_other
from web.views.members import ROLE_NAMES, AccessPage

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Invite(AccessPage):
    """Lets one person join; the link is shown this once."""

    role_needed = role_to_read = Role.OWNER
    template = "web/pages/invite.html"
    title: "str | StrPromise" = gettext_lazy("Invite somebody")

    def get(self, request: HttpRequest, **_: Any) -> HttpResponse:
        return self.shown(InvitationForm())

    def shown(self, form: InvitationForm, *, status: int = 200) -> HttpResponse:
        context = {"form": form}
        return self.render(context, status=status)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        form = InvitationForm(request.POST)
        if not form.is_valid():
            return self.shown(form, status=422)
        if not is_within(request, InvitationsOfUser(), InvitationsToAddress()):
            form.add_error(None, _("Too many invitations. Try again later."))
            return self.shown(form, status=429)
        try:
            _outcome, number = self.written(lambda uow: self.made(uow, form.cleaned_data))
        except Conflict as refused:
            form.add_error(None, refused.detail)
            return self.shown(form, status=409)
        return self.with_link(number)

    def made(self, uow: UnitOfWork, stated: dict[str, Any]) -> Outcome:
        origin = origin_of_page(self.request)
        services.invite(uow, role=GivenRole(stated["role"]), email=stated["email"], origin=origin)
        return Outcome(uow.note, self.home())

    def with_link(self, number: int) -> HttpResponse:
        """Answer with the link of the invitation that change `number` made, which is not kept."""
        invitations = Invitation.objects.for_book(self.book).filter(made_in=number, used_at=None)
        made = invitations.select_related("made_by").first()
        if made is None:
            return see_other(self.home())
        link = self.request.build_absolute_uri(reverse("web:invited", args=[made.text()]))
        if made.email and not made.mailed and send_invitation(made, link, by_page=True):
            services.note_mailed(made)
        self.title = _("Invitation")
        until = self.day_of(made.expires_at)
        answer = self.render({"made": made, "link": link, "until": until})
        # No cache on the way may keep an invitation (RFC 9111, section 5.2.2.5).
        answer["Cache-Control"] = "no-store"
        return answer


class RevokeInvitation(AccessPage):
    role_needed = Role.OWNER
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return self.done(self.revoked)

    def revoked(self, uow: UnitOfWork) -> Outcome:
        rows = Invitation.objects.for_book(uow.book).filter(used_at=None)
        found = rows.filter(pk=self.kwargs["invitation"]).first()
        if found is None:
            raise NotThere
        services.revoke(uow, found, origin_of_page(self.request))
        return Outcome(uow.note.rstrip("."), self.home())


class Invited(PersonPage):
    """What somebody is invited to, and the way in."""

    template = "web/pages/invited.html"
    title = gettext_lazy("Invitation")

    def admitted(self, request: HttpRequest) -> HttpResponse | None:
        if refused := super().admitted(request):
            return refused
        if is_within(request, InvitationLookupsOfUser()):
            return None
        detail = _("Too many invitations were tried. Try again later.")
        return error_page(request, 429, _("Too many attempts"), detail)

    def get(self, request: HttpRequest, invitation: str) -> HttpResponse:
        found = services.presented(invitation, self.person)
        if found.book.memberships.filter(user=self.person).exists():
            return see_other(reverse("web:overview", args=[found.book_id]))
        if not services.is_open(found, self.person):
            raise NotThere
        role = ROLE_NAMES[Role(found.role)]
        answer = self.render({"invitation": found, "role": role})
        answer["Cache-Control"] = "no-store"
        return answer

    def post(self, request: HttpRequest, invitation: str) -> HttpResponse:
        found = services.presented(invitation, self.person)
        if not found.book.memberships.filter(user=self.person).exists():
            try:
                retrying(lambda: self.join(found))
            except Conflict as refused:
                return error_page(request, 409, _("Not possible"), refused.detail)
        return see_other(reverse("web:overview", args=[found.book_id]))

    def join(self, invitation: Invitation) -> None:
        # Nobody is a member before they have accepted: there is no role that it could take.
        by = Actor(user_id=self.person.pk, cause=Cause.WEB)
        with change(invitation.book, by=by) as uow:
            services.accept(uow, invitation.pk, self.person, origin_of_page(self.request))
