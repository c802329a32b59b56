"""The shapes of what people send and get about themselves, their tokens and their log."""

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.faults import form_faults
from api.fields import (
    CurrencyField,
    FlagField,
    IdField,
    InstantField,
    NameField,
    TextField,
    WholeNumberField,
)
from api.requests import RequestSerializer
from common.errors import Invalid, Problem
from users.drafts import (
    PASSWORD_LENGTH_MAX,
    AccessTokenDraft,
    PersonDraft,
    access_token_problems,
    password_problems,
    problems,
)
from users.examples import EVENT, TOKEN
from users.models import (
    EMAIL_LENGTH_MAX,
    USERNAME_LENGTH_MAX,
    AccessToken,
    EventKind,
    Scope,
    SecurityEvent,
    User,
)

CODE_LENGTH_MAX = 32
"""In characters: more than a recovery code has, however it is grouped."""
LIFE_DAYS_MAX = 3650
"""Ten years. Who wants a token for longer states null, for never."""


class UsernameField(TextField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text",
            "Letters, digits and . + - _; with @ only where it is your e-mail address. Unique "
            "without regard to case; kept in Unicode's form NFKC.",
        )
        super().__init__(max_length=USERNAME_LENGTH_MAX, **kwargs)


class EmailField(serializers.EmailField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "E-mail address. Unique without regard to case.")
        super().__init__(max_length=EMAIL_LENGTH_MAX, **kwargs)


class PasswordField(TextField):
    """A password as it was typed, spaces included; it goes in and never comes out."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "Your password.")
        super().__init__(
            max_length=PASSWORD_LENGTH_MAX,
            trim_whitespace=False,
            write_only=True,
            style={"input_type": "password"},
            **kwargs,
        )


class AllFaultsSerializer(RequestSerializer):
    """Reads the fields and, where some are faulty, adds what the rules say of the others.

    Otherwise a client would hear of the rules only after mending the last field. Where every
    field is sound the rules are left to the service, which applies them in any case.
    """

    @abstractmethod
    def rules(self, sound: dict[str, Any]) -> Iterator[Problem]:
        """Yield the rules that the `sound` ones among the fields break."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return super().to_internal_value(data)
        except serializers.ValidationError as refused:
            if not isinstance(data, Mapping):
                raise
            found = form_faults(refused)
            faulty = {problem.pointer.removeprefix("/") for problem in found}
            sound = {
                name: field.run_validation(data[name])
                for name, field in self.fields.items()
                if name in data and name not in faulty and not field.read_only
            }
            raise Invalid([*found, *self.rules(sound)]) from None


class SignInSerializer(serializers.Serializer[Any]):
    """A user and the token that signs them in."""

    id = serializers.IntegerField(source="user.pk", help_text="The user's id.")
    username = serializers.CharField(source="user.username", help_text="The username.")
    email = serializers.EmailField(source="user.email", help_text="The e-mail address.")
    token = serializers.CharField(help_text="Send it as `Authorization: Token <token>`.")


class RegistrationSerializer(AllFaultsSerializer):
    """A new user."""

    answer = SignInSerializer

    username = UsernameField()
    email = EmailField()
    password = PasswordField(
        help_text="At least 8 characters; not a common one, not only digits, not like your names."
    )
    home_currency = CurrencyField(
        required=False,
        help_text=(
            "ISO 4217 code of the currency of your totals. By default the server's "
            "DEFAULT_CURRENCY (EUR unless set otherwise)."
        ),
    )

    def rules(self, sound: dict[str, str]) -> Iterator[Problem]:
        draft = PersonDraft(sound.get("username"), sound.get("email"), sound.get("password"))
        return problems(draft)


class LoginSerializer(RequestSerializer):
    """Who signs in: `username` or `email`, and the password."""

    username = TextField(
        required=False,
        max_length=EMAIL_LENGTH_MAX,
        help_text="Username or e-mail address, in any case; required where there is no `email`.",
    )
    email = TextField(
        required=False,
        max_length=EMAIL_LENGTH_MAX,
        help_text="E-mail address; takes the place of `username`, which wins where both are sent.",
    )
    password = PasswordField()
    code = TextField(
        required=False,
        allow_blank=True,
        max_length=CODE_LENGTH_MAX,
        write_only=True,
        help_text=(
            "Where you have a second step: six digits of the authenticator app, or a recovery code."
        ),
    )

    def to_internal_value(self, data: Any) -> Any:
        named_otherwise = isinstance(data, Mapping) and "email" in data
        self.fields["username"].required = not named_otherwise
        values = super().to_internal_value(data)
        name = values.get("username") or values["email"]
        return {"name": name, "password": values["password"], "code": values.get("code", "")}


class PersonSerializer(AllFaultsSerializer):
    """A user, as they see themselves."""

    id = serializers.IntegerField(read_only=True, help_text="The user's id.")
    username = UsernameField(required=False)
    email = EmailField(required=False)
    date_joined = serializers.DateTimeField(read_only=True, help_text="When they registered (UTC).")

    def rules(self, sound: dict[str, str]) -> Iterator[Problem]:
        own = PersonDraft(sound.get("username"), sound.get("email"), id=self.context["user"].pk)
        return problems(own)


class PasswordChangeSerializer(AllFaultsSerializer):
    """The current password, and the new one."""

    current_password = PasswordField(help_text="Your current password.")
    new_password = PasswordField(help_text="Your new password; the rules of registration apply.")
    revoke_tokens = FlagField(
        default=False, help_text="Whether to revoke your personal access tokens as well."
    )

    def rules(self, sound: dict[str, str]) -> Iterator[Problem]:
        user: User = self.context["user"]
        draft = PersonDraft(user.username, user.email, sound.get("new_password"))
        return password_problems(draft, "/new_password")


class LeavingSerializer(RequestSerializer):
    """The password, once more."""

    password = PasswordField(help_text="Your password, to confirm that it is you.")


@extend_schema_serializer(examples=[TOKEN])
class AccessTokenSerializer(serializers.ModelSerializer[AccessToken]):
    """A personal access token, without its text."""

    only_book = serializers.IntegerField(
        source="only_book_id",
        allow_null=True,
        read_only=True,
        help_text="The id of the only book that it gives access to; null for all your books.",
    )

    class Meta:
        model = AccessToken
        fields: tuple[str, ...] = (
            "id", "name", "hint", "scope", "only_book", "created_at", "expires_at", "last_used_at",
            "last_ip_address",
        )  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {
            "name": {"help_text": "Your name for it."},
            "hint": {"help_text": "The first characters of the token."},
            "scope": {"help_text": "What it may do; `write` includes `read`."},
            "created_at": {"help_text": "When it was made (UTC)."},
            "expires_at": {"help_text": "When it expires (UTC); null for never."},
            "last_used_at": {
                "help_text": (
                    "When it was last used (UTC), to within five minutes; null where it was "
                    "never used."
                )
            },
            "last_ip_address": {
                "source": "last_address",
                "help_text": "The client's IPv4 address, or the first 64 bits of its IPv6 address.",
            },
        }


class NewAccessTokenSerializer(AllFaultsSerializer):
    """A new personal access token."""

    answer = AccessTokenSerializer

    name = NameField(help_text="Your name for it; unique among your tokens without regard to case.")
    scope = serializers.ChoiceField(
        Scope.choices,
        default=Scope.READ,
        help_text="What it may do; `write` includes `read`.",
    )
    only_book = IdField(
        required=False,
        allow_null=True,
        source="only_book_id",
        help_text="The id of the only book that it gives access to; null for all your books.",
    )
    expires_at = InstantField(
        required=False,
        allow_null=True,
        help_text="When it expires (UTC unless it states an offset); null for never.",
    )
    expires_in_days = WholeNumberField(
        required=False,
        allow_null=True,
        min_value=1,
        max_value=LIFE_DAYS_MAX,
        help_text="Instead of `expires_at`: after how many days of 24 hours it expires.",
    )

    def rules(self, sound: dict[str, Any]) -> Iterator[Problem]:
        values = {str(self.fields[name].source): value for name, value in sound.items()}
        return access_token_problems(AccessTokenDraft(user=self.context["user"], **values))


class MadeAccessTokenSerializer(AccessTokenSerializer):
    """A personal access token that was just made, with its text."""

    token = serializers.CharField(
        source="text",
        read_only=True,
        help_text=(
            "The token itself, shown only in this response. Send it as `Authorization: Token "
            "<token>`."
        ),
    )

    class Meta(AccessTokenSerializer.Meta):
        fields = (*AccessTokenSerializer.Meta.fields, "token")
        read_only_fields = fields


class EventFilters(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(
        EventKind.choices, required=False, help_text="Only events of this kind."
    )


@extend_schema_serializer(examples=[EVENT])
class SecurityEventSerializer(serializers.ModelSerializer[SecurityEvent]):
    """A line of your security log."""

    class Meta:
        model = SecurityEvent
        fields = ("id", "at", "kind", "ip_address", "user_agent", "detail")
        read_only_fields = fields
        extra_kwargs = {
            "at": {"help_text": "When it happened (UTC)."},
            "kind": {"help_text": "What happened."},
            "ip_address": {
                "source": "address",
                "help_text": (
                    "The client's IPv4 address, or the first 64 bits of its IPv6 address. Empty "
                    "where no request caused it."
                ),
            },
            "user_agent": {"source": "agent", "help_text": "The client's `User-Agent`."},
            "detail": {"help_text": "Details, as a sentence."},
        }
