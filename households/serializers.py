"""The shapes of books, members and invitations."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import CalendarField, CurrencyField, NameField
from api.requests import RequestSerializer
from books.models import Membership, Role
from common.business_days import NO_CALENDAR
from common.text import fold_case
from households.examples import (
    ACCEPTED,
    ANOTHER_BOOK,
    BOOK,
    INVITATION,
    MADE_INVITATION,
    MEMBER,
    NEW_INVITATION,
    NEW_ROLE,
    SHOWN_INVITATION,
)
from households.models import GivenRole, Invitation
from users.models import EMAIL_LENGTH_MAX
from users.serializers import EmailField

ROLE = "Their role: owner, editor or viewer. Each role includes the rights of the roles after it."


@extend_schema_serializer(examples=[BOOK])
class OwnBookSerializer(serializers.ModelSerializer[Membership]):
    """A book, as one of its members sees it."""

    id = serializers.IntegerField(
        source="book_id", help_text="The id of the book, for the `Book` header."
    )
    name = serializers.CharField(source="book.name", help_text="The name of the book.")
    home_currency = serializers.CharField(
        source="book.home_currency", help_text="ISO 4217 code of the currency of totals."
    )
    calendar = serializers.CharField(
        source="book.calendar",
        help_text="Whose holidays are not business days; empty for no holidays.",
    )
    last_change = serializers.IntegerField(
        source="book.last_change", help_text="The number of the newest change."
    )
    role = serializers.ChoiceField(choices=Role.choices, help_text="Your role in the book.")
    default = serializers.SerializerMethodField(
        method_name="is_default",
        help_text="Whether requests without a `Book` header use this book.",
    )

    class Meta:
        model = Membership
        fields = ("id", "name", "home_currency", "calendar", "last_change", "role", "default")

    def is_default(self, membership: Membership) -> bool:
        default: int = self.context["default"]
        return membership.pk == default


@extend_schema_serializer(examples=[ANOTHER_BOOK])
class NewBookSerializer(RequestSerializer):
    """Another book of one's own."""

    answer = OwnBookSerializer

    name = NameField(help_text="The name of the book.")
    home_currency = CurrencyField(help_text="ISO 4217 code of the currency of totals.")
    calendar = CalendarField(
        default=NO_CALENDAR,
        help_text="Whose holidays are not business days: the ISO 3166 code of a country, `ECB` for "
        "the days on which banks move euro, or empty.",
    )


@extend_schema_serializer(examples=[MEMBER])
class MemberSerializer(serializers.ModelSerializer[Membership]):
    """A member of the book."""

    id = serializers.IntegerField(source="user_id", help_text="The user's id.")
    username = serializers.CharField(source="user.username", help_text="The username.")
    role = serializers.ChoiceField(choices=Role.choices, help_text=ROLE)
    since = serializers.DateTimeField(
        source="joined_at", help_text="When they became a member (UTC)."
    )

    class Meta:
        model = Membership
        fields = ("id", "username", "role", "since")


@extend_schema_serializer(examples=[NEW_ROLE])
class NewRoleSerializer(RequestSerializer):
    """The new role of a member."""

    answer = MemberSerializer

    role = serializers.ChoiceField(
        choices=GivenRole.choices, help_text="Their role: an editor writes, a viewer reads."
    )


@extend_schema_serializer(examples=[INVITATION])
class InvitationSerializer(serializers.ModelSerializer[Invitation]):
    """A pending invitation; its text is shown once only, where it is made."""

    class Meta:
        model = Invitation
        fields: tuple[str, ...] = ("id", "role", "email", "created_at", "expires_at", "mailed")
        read_only_fields = fields
        extra_kwargs = {
            "role": {"help_text": "The role of the person who accepts it."},
            "email": {
                "help_text": (
                    "The invited e-mail address; empty where anyone with the link may accept it."
                )
            },
            "created_at": {"source": "made_at", "help_text": "When it was made (UTC)."},
            "expires_at": {"help_text": "Until when it can be accepted (UTC)."},
            "mailed": {"help_text": "Whether the mail server accepted it."},
        }


@extend_schema_serializer(examples=[MADE_INVITATION])
class MadeInvitationSerializer(InvitationSerializer):
    """An invitation with its text."""

    token = serializers.CharField(
        allow_null=True, help_text="The token of the invitation; null where it has ended."
    )
    link = serializers.URLField(
        allow_null=True,
        help_text="The address that shows it to the invited person; null where `token` is null.",
    )

    class Meta(InvitationSerializer.Meta):
        fields = (*InvitationSerializer.Meta.fields, "token", "link")
        read_only_fields = fields


def _fits_once_folded(email: str) -> None:
    """Refuse an address that no person can have: their folded one has the same limit."""
    if len(fold_case(email)) > EMAIL_LENGTH_MAX:
        detail = f"An e-mail address has at most {EMAIL_LENGTH_MAX} characters."
        raise serializers.ValidationError(detail, code="max_length")


@extend_schema_serializer(examples=[NEW_INVITATION])
class NewInvitationSerializer(RequestSerializer):
    """A new invitation: an address and a role."""

    answer = MadeInvitationSerializer

    role = serializers.ChoiceField(
        choices=GivenRole.choices, help_text="Their role: an editor writes, a viewer reads."
    )
    email = EmailField(
        required=False,
        default="",
        allow_blank=True,
        validators=[_fits_once_folded],
        help_text=(
            "The address to send it to. Only a user with this address can accept it. Without an "
            "address, nothing is sent and anyone with the link can accept it."
        ),
    )


@extend_schema_serializer(examples=[SHOWN_INVITATION])
class ShownInvitationSerializer(serializers.ModelSerializer[Invitation]):
    """An invitation, as the invited person sees it."""

    book = serializers.CharField(source="book.name", help_text="The name of the book.")
    invited_by = serializers.CharField(
        source="made_by.username", help_text="The username of the owner."
    )

    class Meta:
        model = Invitation
        fields = ("book", "role", "invited_by", "expires_at")
        read_only_fields = fields
        extra_kwargs = {
            "role": {"help_text": "The role that you get: an editor writes, a viewer reads."},
            "expires_at": {"help_text": "Until when it can be accepted (UTC)."},
        }


@extend_schema_serializer(examples=[ACCEPTED])
class AcceptedSerializer(serializers.Serializer[Any]):
    """The transfer that was made."""

    book = serializers.IntegerField(help_text="The id of the book, for the `Book` header.")
    name = serializers.CharField(help_text="The name of the book.")
    role = serializers.ChoiceField(choices=Role.choices, help_text="Your role in the book.")
