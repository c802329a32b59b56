"""The endpoints of households: one's books, the members of a book, and invitations."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import BaseThrottle
from rest_framework.viewsets import GenericViewSet

from api.pagination import KeysetPagination
from api.params import NoParams, read_params
from api.views import View
from books.access import check_role, memberships_of
from books.idempotency import KeptAnswer, kept_answer, request_key
from books.models import Cause, Membership, Role
from books.unit_of_work import Actor, UnitOfWork, retrying
from books.views import BookAPIView, written
from common.errors import NotThere
from households import services
from households.examples import CLOSING
from households.mail import send_invitation
from households.models import GivenRole, Invitation
from households.schema import HouseholdSchema, PersonalSchema, UnkeyedSchema
from households.serializers import (
    AcceptedSerializer,
    InvitationSerializer,
    MadeInvitationSerializer,
    MemberSerializer,
    NewBookSerializer,
    NewInvitationSerializer,
    NewRoleSerializer,
    OwnBookSerializer,
    ShownInvitationSerializer,
)
from households.throttles import (
    InvitationLookupsOfUser,
    InvitationsOfUser,
    InvitationsToAddress,
)
from users.origins import origin_of
from users.permissions import SIGNED_IN
from users.serializers import LeavingSerializer
from users.throttles import PasswordChecksOfUser
from users.views import caller_of, valid


class SignInForWrites(View):
    """Lets a personal access token read who has access, and change nothing of it (403)."""

    def get_permissions(self) -> Sequence[Any]:
        if self.request.method in SAFE_METHODS:
            return super().get_permissions()
        return [permission() for permission in SIGNED_IN]


class OwnBooksViewSet(SignInForWrites, GenericViewSet[Membership]):
    """The books that you are a member of, in the order of joining."""

    reads_query = frozenset({"list"})
    queryset = Membership.objects.all()
    serializer_class = OwnBookSerializer
    pagination_class = KeysetPagination
    schema = PersonalSchema()

    def list(self, request: Request) -> Response:
        read_params(request, NoParams, pages=True)
        page = self.paginate_queryset(memberships_of(request))
        return self.get_paginated_response(_books(request, page or []))

    @extend_schema(request=NewBookSerializer, responses={201: OwnBookSerializer})
    def create(self, request: Request) -> Response:
        """With the default categories and a cash account, as with a registration.

        Takes a sign-in.
        """
        user, key = caller_of(request), request_key(request)

        def attempt() -> Response:
            if key and (book := services.book_opened_under(user, key)):
                kept = kept_answer(book, key)
                assert kept is not None  # noqa: S101  # that change is how the book was found
                return kept
            wanted = valid(NewBookSerializer(data=request.data))
            by = Actor(user_id=user.pk, cause=Cause.API)
            with services.another_book(user, **wanted, by=by, key=key) as uow:
                (shown,) = _books(request, memberships_of(request).filter(book=uow.book))
                location = reverse("one-book", args=[uow.book.pk])
                response = Response(
                    shown, status=status.HTTP_201_CREATED, headers={"Location": location}
                )
                uow.answer = KeptAnswer.of(response).dump() if key else ""
            return response

        return retrying(attempt)


class OneBookView(SignInForWrites):
    """One of the caller's books, by its id."""

    schema = UnkeyedSchema()

    def get_throttles(self) -> list[BaseThrottle]:
        return [PasswordChecksOfUser()] if self.request.method == "DELETE" else []

    @extend_schema(responses=OwnBookSerializer)
    def get(self, request: Request, book_id: str) -> Response:
        """Show one of your books."""
        shown = _books(request, memberships_of(request).filter(book_id=int(book_id)))
        if not shown:
            raise NotThere
        return Response(shown[0])

    @extend_schema(request=LeavingSerializer, responses={204: None}, examples=[CLOSING])
    def delete(self, request: Request, book_id: str) -> Response:
        """Delete a book.

        For its owner, who states their password. Deletes all its data, for every member. It cannot
        be undone. Requires a sign-in.
        """
        place = memberships_of(request).filter(book_id=int(book_id)).first()
        if place is None:
            raise NotThere
        check_role(place.role, Role.OWNER)
        stated = valid(LeavingSerializer(data=request.data))
        retrying(lambda: services.close_book(caller_of(request), int(book_id), **stated))
        return Response(status=status.HTTP_204_NO_CONTENT)


class MemberViewSet(BookAPIView, SignInForWrites, GenericViewSet[Membership]):
    """The members of the book. Writes require a sign-in."""

    reads_query = frozenset({"list"})
    takes_no_body = frozenset({"transfer"})
    queryset = Membership.objects.select_related("user")
    serializer_class = MemberSerializer
    pagination_class = KeysetPagination
    schema = HouseholdSchema()
    role_needed = Role.OWNER
    lookup_field = "user_id"
    lookup_value_regex = "[0-9]{1,18}"

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.action == "destroy" and int(kwargs["user_id"]) == request.user.pk:
            self.role_needed = Role.VIEWER  # everybody may leave
        super().initial(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Membership]:
        return super().get_queryset().filter(book=self.book)

    def list(self, request: Request) -> Response:
        read_params(request, NoParams, pages=True)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    @extend_schema(request=NewRoleSerializer, responses=MemberSerializer)
    def partial_update(self, request: Request, user_id: str) -> Response:
        """For the owner, whose own role changes by a transfer alone (409)."""

        def work(uow: UnitOfWork) -> Response:
            self.get_object()
            role = GivenRole(valid(NewRoleSerializer(data=request.data))["role"])
            services.give_role(uow, int(user_id), role, origin_of(request))
            return Response(self.get_serializer(self.get_object()).data)

        return self.write(work)

    def destroy(self, request: Request, user_id: str) -> Response:
        """For the owner, or a member who leaves. The owner has to transfer the book first (409).

        Earlier invitations do not admit that user again.
        """

        def work(uow: UnitOfWork) -> Response:
            services.remove_member(uow, int(user_id), origin_of(request))
            return Response(status=status.HTTP_204_NO_CONTENT)

        return self.write(work)

    @extend_schema(request=None, responses=MemberSerializer)
    @action(detail=True, methods=["post"])
    def transfer(self, request: Request, user_id: str) -> Response:
        """Make a member the owner.

        For the owner, who becomes an editor. Pending invitations end with it.
        """

        def work(uow: UnitOfWork) -> Response:
            services.transfer(uow, int(user_id), origin_of(request))
            return Response(self.get_serializer(self.get_object()).data)

        return self.write(work)


class InvitationViewSet(BookAPIView, GenericViewSet[Invitation]):
    """Invitations to the book. For its owner; requires a sign-in."""

    reads_query = frozenset({"list"})
    queryset = Invitation.objects.filter(used_at=None)
    serializer_class = InvitationSerializer
    pagination_class = KeysetPagination
    permission_classes = SIGNED_IN
    schema = HouseholdSchema()
    role_needed = role_to_read = Role.OWNER
    lookup_value_regex = "[0-9]{1,18}"

    def get_throttles(self) -> list[BaseThrottle]:
        if self.action == "create":
            return [InvitationsOfUser(), InvitationsToAddress()]
        return []

    def get_queryset(self) -> QuerySet[Invitation]:
        return super().get_queryset().filter(book=self.book)

    def list(self, request: Request) -> Response:
        """Those that were neither accepted nor revoked, without the texts that let one in."""
        read_params(request, NoParams, pages=True)
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: str) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=NewInvitationSerializer, responses={201: MadeInvitationSerializer})
    def create(self, request: Request) -> Response:
        """Let one person join, within a week unless the server is set otherwise.

        The answer has the link, which is shown this once. With an `email` it is sent there too,
        and `mailed` says whether the mail server took it; whether it did or not, the invitation
        stands. Sending the request again under its `Idempotency-Key` tries a failed mail again.
        It replaces an earlier one to the same address. The address of a member is refused (409,
        `already_member`).
        """

        def work(uow: UnitOfWork) -> Response:
            wanted = valid(NewInvitationSerializer(data=request.data))
            made = services.invite(
                uow,
                role=GivenRole(wanted["role"]),
                email=wanted["email"],
                origin=origin_of(request),
            )
            location = reverse("invitation-detail", args=[made.pk])
            return Response(
                self.get_serializer(made).data,
                status=status.HTTP_201_CREATED,
                headers={"Location": location},
            )

        return self.with_text(self.write(work))

    def with_text(self, response: Response) -> Response:
        """Add what is not kept with the answer: the text, the link, and whether it was mailed."""
        made = Invitation.objects.select_related("made_by").filter(pk=response.data["id"]).first()
        link = made and self.request.build_absolute_uri(
            reverse("shown-invitation", args=[made.text()])
        )
        if made and link and made.email and not made.mailed and send_invitation(made, link):
            services.note_mailed(made)
        response.data |= {
            "token": made and made.text(),
            "link": link,
            "mailed": made.mailed if made else response.data["mailed"],
        }
        # No cache on the way may keep an invitation (RFC 9111, section 5.2.2.5).
        response["Cache-Control"] = "no-store"
        return response

    def destroy(self, request: Request, pk: str) -> Response:
        """From now on it is as if it had never been."""

        def work(uow: UnitOfWork) -> Response:
            services.revoke(uow, self.get_object(), origin_of(request))
            return Response(status=status.HTTP_204_NO_CONTENT)

        return self.write(work)


class InvitationView(View):
    """An invitation, for the invited user."""

    permission_classes = SIGNED_IN
    throttle_classes = (InvitationLookupsOfUser,)
    schema = PersonalSchema()

    @extend_schema(responses=ShownInvitationSerializer)
    def get(self, request: Request, token: str) -> Response:
        """See what you are invited to.

        An invitation that was revoked, replaced, used or has expired does not exist. Nor does one
        for another e-mail address, or from before you left the book. Requires a sign-in.
        """
        found = services.presented(token, caller_of(request))
        if not services.is_open(found, caller_of(request)):
            raise NotThere
        return Response(ShownInvitationSerializer(found).data)


class AcceptView(View):
    """The way into somebody's book."""

    takes_no_body = frozenset({"post"})
    permission_classes = SIGNED_IN
    throttle_classes = (InvitationLookupsOfUser,)
    schema = PersonalSchema()

    @extend_schema(request=None, responses=AcceptedSerializer)
    def post(self, request: Request, token: str) -> Response:
        """Accept an invitation.

        Makes you a member of the book, once. Requires a sign-in.
        """
        user = caller_of(request)
        found = services.presented(token, user)
        if found.used_at and not found.book.memberships.filter(user=user).exists():
            # Who was removed since hears no more of the book, under no key.
            raise NotThere

        def work(uow: UnitOfWork) -> Response:
            place = services.accept(uow, found.pk, user, origin_of(request))
            joined = {"book": place.book_id, "name": uow.book.name, "role": place.role}
            return Response(AcceptedSerializer(joined).data)

        # Nobody is a member before they have accepted: there is no role that it could take.
        by = Actor(user_id=user.pk, cause=Cause.API)
        return written(request, found.book, work, by=by)


def _books(request: Request, places: Any) -> list[Any]:
    default = memberships_of(request).values_list("pk", flat=True).first()
    return list(OwnBookSerializer(places, many=True, context={"default": default}).data)
