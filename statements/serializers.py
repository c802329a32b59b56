"""The shape of a statement, and the parameters of its endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from accounts.models import Account
from api.fields import AmountField, DayField, RowField
from api.params import FlagParameter, NumberParameter
from api.requests import RequestModelSerializer
from common.integers import BIGINT_MAX
from statements.examples import NEW_ASSERTION, NEW_STATEMENT, STATEMENT
from statements.models import Statement, StatementType


@extend_schema_serializer(examples=[NEW_STATEMENT, NEW_ASSERTION, STATEMENT])
class StatementSerializer(RequestModelSerializer[Statement]):
    """What a bank says that an account held at the end of a day."""

    account: serializers.Field[Any, Any, Any, Any] = RowField(
        kind="account", queryset=Account.objects.all(), help_text="Id of the account; it stays."
    )
    date = DayField(help_text="The balance is that of the end of this day.")
    balance = AmountField(help_text="In the account's currency; negative for a debt.")
    type = serializers.ChoiceField(
        choices=StatementType.choices,
        default=StatementType.STATEMENT.value,
        help_text="A `statement` settles postings; an `assertion` is compared with the balance "
        "that the book has on that day. It stays.",
    )
    previous: serializers.Field[Any, Any, Any, Any] = serializers.IntegerField(
        read_only=True,
        allow_null=True,
        help_text="Id of the statement before it; null for the first one, and for assertions.",
    )
    closed = serializers.BooleanField(read_only=True, help_text="Whether what it settles is fixed.")

    class Meta:
        model = Statement
        fields = ("id", "account", "date", "balance", "currency", "type", "previous", "closed")
        read_only_fields = ("currency",)
        extra_kwargs = {"currency": {"help_text": "That of the account."}}
        validators: list[Any] = []  # `statements.drafts` says which field is at fault


class StatementFilters(serializers.Serializer[Any]):
    account = NumberParameter(
        required=False, min_value=1, max_value=BIGINT_MAX, help_text="Only of this account."
    )
    closed = FlagParameter(help_text="Only closed statements, or only others.")
