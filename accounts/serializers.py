"""The shape of an account, and the parameters of its endpoints."""

from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.examples import ACCOUNTS, NEW_ACCOUNT
from accounts.models import Account, AccountType
from api.fields import AmountField, CurrencyField, DayField, FlagField, NameField
from api.params import FlagParameter
from api.requests import RequestModelSerializer


@extend_schema_serializer(examples=[NEW_ACCOUNT, *ACCOUNTS])
class AccountSerializer(RequestModelSerializer[Account]):
    """A place where money is, in one currency."""

    name = NameField(help_text="Unique in the book, without regard to case.")
    type = serializers.ChoiceField(
        choices=AccountType.choices,
        default=AccountType.CHECKING,
        help_text="What kind of account it is.",
    )
    currency = CurrencyField(
        required=False, help_text="ISO 4217 code; the book's home currency where it is left out."
    )
    opening_balance = AmountField(
        default=Decimal(0),
        help_text="The balance at the start of opening_date; negative for a debt.",
    )
    opening_date = DayField(
        required=False,
        help_text="The first day on which the opening balance counts; today by default.",
    )
    balance = serializers.CharField(
        read_only=True, help_text="The balance at the end of `date`, which is today by default."
    )
    pending = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="The part of the balance that the bank has not confirmed; null without `expand`.",
    )
    cleared_balance = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="The balance without what is pending; null without `expand`.",
    )
    default = FlagField(
        source="is_default",
        required=False,
        help_text=(
            "Whether transactions without an account go here. A book has at most one such account."
        ),
    )
    archived = FlagField(
        default=False,
        help_text="Archived accounts keep their postings; nothing new can be recorded on them.",
    )
    strict = FlagField(
        default=False,
        help_text=(
            "Whether nothing may come to the account up to the day of its newest closed statement, "
            "unless a statement settles it."
        ),
    )

    class Meta:
        model = Account
        fields = (
            "id",
            "name",
            "type",
            "currency",
            "opening_balance",
            "opening_date",
            "balance",
            "pending",
            "cleared_balance",
            "default",
            "archived",
            "strict",
        )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None:
            attrs.setdefault("currency", self.context["book"].home_currency)
            attrs.setdefault("opening_date", timezone.localdate())
        return attrs


class BalanceParams(serializers.Serializer[Any]):
    date = DayField(required=False, help_text="Balances at the end of this day; today by default.")
    expand = serializers.ChoiceField(
        choices=["pending"],
        required=False,
        help_text="Also shows what of the balance is pending, and the balance without it.",
    )


class AccountFilters(BalanceParams):
    archived = FlagParameter(help_text="Only archived accounts, or only others.")
