"""The shapes of reconciliation, and the forms of its endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import AmountField, DayField, FlagField, IdField, NameField, TextField
from api.requests import RequestSerializer
from reconciliation.examples import (
    CLOSE,
    COMPARISON,
    CORRECT,
    SETTLE,
    SETTLE_ALL,
    STATES,
    SUGGESTIONS,
)
from statements.serializers import StatementSerializer
from transactions.models import DESCRIPTION_LENGTH_MAX

SETTLE_MAX = 1_000
"""How many postings one request settles or releases by their ids: as many as a bulk call takes."""


@extend_schema_serializer(examples=[SETTLE, SETTLE_ALL])
class SettleSerializer(RequestSerializer):
    """Which postings a statement settles."""

    settle = serializers.ListField(
        child=IdField(help_text="Id of a posting."),
        default=list,
        max_length=SETTLE_MAX,
        help_text="Ids of postings of the account that the statement has.",
    )
    release = serializers.ListField(
        child=IdField(help_text="Id of a posting."),
        default=list,
        max_length=SETTLE_MAX,
        help_text="Ids of postings that it settles and does not have.",
    )
    settle_until = DayField(
        allow_null=True,
        default=None,
        help_text="Settles all of the account up to this day that are neither pending nor settled.",
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not (attrs["settle"] or attrs["release"] or attrs["settle_until"]):
            detail = "State postings to settle or to release, or a day."
            raise serializers.ValidationError(detail, code="required")
        return attrs


class CorrectionSerializer(RequestSerializer):
    """What makes up for a gap."""

    opening_balance = FlagField(
        default=False,
        help_text="Whether the opening balance of the account was wrong. It becomes another one, "
        "and no transaction is recorded. For the first statement of an account.",
    )
    category = IdField(
        allow_null=True,
        default=None,
        help_text="Id of the category of the transaction; null is uncategorised.",
    )
    payee = NameField(allow_blank=True, default="", help_text="Name of its payee.")
    description = TextField(
        allow_blank=True,
        default="",
        max_length=DESCRIPTION_LENGTH_MAX,
        help_text="Free text.",
    )


@extend_schema_serializer(examples=[CLOSE, CORRECT])
class CloseSerializer(RequestSerializer):
    """How a statement is closed."""

    correction = CorrectionSerializer(
        allow_null=True,
        default=None,
        help_text="Makes up for the gap first: an expense or income on the statement's day, which "
        "the statement settles.",
    )


TERMS = [
    ("balance", "The stated balance"),
    ("before", "The balance that it follows from"),
    ("settled", "What the statement settles"),
    ("book_balance", "What the account holds by then"),
    ("opening_balance", "What the account opened with"),
    ("moved", "What has moved on it up to the day"),
    ("gap", "The gap of a statement"),
    ("earlier_gaps", "The gaps of the statements before it"),
    ("settled_later", "What is settled, and dated after the day"),
    ("unsettled", "What is not settled, and dated by then"),
]
"""What a term of a comparison may be."""


class ComparisonParams(serializers.Serializer[Any]):
    expand = serializers.ChoiceField(
        choices=["terms"], required=False, help_text="Also shows what the figures are the sums of."
    )


class ComparisonPartSerializer(serializers.Serializer[Any]):
    """A part of a figure: an amount that is added to others."""

    of = serializers.ChoiceField(choices=TERMS, help_text="What the amount is.")
    amount = AmountField(help_text="Signed: what takes away is below zero.")
    statement = serializers.IntegerField(
        allow_null=True, help_text="Of a part of an earlier statement, its id."
    )
    transactions = serializers.CharField(
        allow_null=True,
        help_text="The transactions whose postings on the account add up to it, or to it with the "
        "other sign; null where it has none.",
    )


class ComparisonTermSerializer(ComparisonPartSerializer):
    """A part of a figure, and what that is the sum of."""

    terms = ComparisonPartSerializer(many=True, help_text="What the amount is the sum of, if any.")


class ComparisonTermsSerializer(serializers.Serializer[Any]):
    """What figures of a comparison are the sums of."""

    gap = ComparisonTermSerializer(many=True, help_text="Of `gap`.")
    book_balance = ComparisonTermSerializer(many=True, help_text="Of `book_balance`.")
    difference = ComparisonTermSerializer(many=True, help_text="Of `difference`.")


@extend_schema_serializer(examples=[COMPARISON])
class ComparisonSerializer(serializers.Serializer[Any]):
    """A stated balance beside what the book says."""

    statement = StatementSerializer(help_text="The statement.")
    before = AmountField(
        help_text="The balance that it follows from: of the statement before it, or the opening "
        "balance. Of an assertion, that of the book."
    )
    settled = AmountField(help_text="The sum of the postings that it settles.")
    settled_postings = serializers.IntegerField(help_text="How many postings it settles.")
    gap = AmountField(help_text="The stated balance less `before` and `settled`.")
    book_balance = AmountField(
        help_text="What the account holds at the end of the day, by the dates of its postings."
    )
    difference = AmountField(
        help_text="The stated balance less `book_balance`: `gap`, `earlier_gaps` and "
        "`settled_later` added up, less `unsettled`."
    )
    earlier_gaps = AmountField(help_text="The gaps of the statements before it, added up.")
    settled_later = AmountField(
        help_text="What it and those before it settle that is dated after its day."
    )
    unsettled = AmountField(
        help_text="What they do not settle that is dated on its day or before it."
    )
    terms = ComparisonTermsSerializer(allow_null=True, help_text="Null without `expand=terms`.")


class WaySerializer(serializers.Serializer[Any]):
    """Some postings to settle, or to release."""

    settle = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ids of postings to settle."
    )
    release = serializers.ListField(
        child=serializers.IntegerField(), help_text="Ids of postings to release."
    )


@extend_schema_serializer(examples=[SUGGESTIONS])
class GapSuggestionsSerializer(serializers.Serializer[Any]):
    """What would close the gap of a statement; each way by itself."""

    all_until = serializers.DateField(
        allow_null=True,
        help_text="The day up to which settling all that is not pending would do; null where it "
        "would not.",
    )
    ways = WaySerializer(many=True, help_text="From the fewest postings on.")
    turned = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Ids of settled postings that would close it with their sign turned.",
    )


class AccountStateSerializer(serializers.Serializer[Any]):
    """How far an account agrees with its bank."""

    account = serializers.IntegerField(help_text="Id of the account.")
    statement = serializers.IntegerField(
        allow_null=True, help_text="Id of its newest closed statement."
    )
    date = serializers.DateField(allow_null=True, help_text="The day of that statement.")
    gaps = AmountField(
        help_text="The gaps of its closed statements, added up. Other than zero, what was closed "
        "does not hold any more."
    )
    unsettled_postings = serializers.IntegerField(
        help_text="How many postings of days up to that statement are not settled."
    )
    open = serializers.IntegerField(
        allow_null=True, help_text="Id of its newest statement that is not closed."
    )
    open_gap = AmountField(help_text="The gap of that statement; zero where there is none.")


@extend_schema_serializer(examples=[STATES])
class AccountStatesSerializer(serializers.Serializer[Any]):
    """How far accounts agree with their banks."""

    accounts = AccountStateSerializer(many=True, help_text="Those that have a statement.")
