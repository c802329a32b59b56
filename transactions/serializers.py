"""The shapes of transactions, payees and tags, and the parameters of their endpoints."""

from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from api.fields import (
    AmountField,
    DayField,
    FlagField,
    IdField,
    NameField,
    RowField,
    TextField,
)
from api.params import FlagParameter
from api.requests import RequestModelSerializer, RequestSerializer
from common.text import NAME_LENGTH_MAX
from transactions.examples import (
    INTO,
    MANY,
    MANY_DONE,
    NEW_PAYEE,
    NEW_TAG,
    PAYEE,
    SENT,
    SHOWN,
    SUMMED_UP,
    TAG,
)
from transactions.models import (
    DESCRIPTION_LENGTH_MAX,
    NOTES_LENGTH_MAX,
    Payee,
    PostingKind,
    Status,
    Tag,
)
from transactions.row_rules import TAGS_MAX

BULK_MAX = 1_000
"""How many items one bulk call takes at the most."""


class PostingSerializer(RequestSerializer):
    """One posting of a split."""

    id = IdField(required=False, help_text="The id of a stored posting, when a split is changed.")
    delete = FlagField(
        required=False, write_only=True, help_text="true deletes the posting that `id` names."
    )
    account = IdField(
        required=False,
        allow_null=True,
        help_text="Id of the account; by default the transaction's, then the book's default.",
    )
    kind = serializers.ChoiceField(
        choices=PostingKind.choices,
        required=False,
        help_text="By default the category's type or, without a category, the transaction's.",
    )
    category = IdField(required=False, allow_null=True, help_text="Null is uncategorised.")
    amount = AmountField(
        required=False, help_text="Signed: negative leaves the account, positive arrives."
    )
    currency = serializers.CharField(read_only=True, help_text="The account's currency.")
    description = TextField(
        required=False, allow_blank=True, max_length=DESCRIPTION_LENGTH_MAX, help_text="Free text."
    )
    converted = serializers.BooleanField(
        read_only=True, help_text="Whether totals in the home currency contain the amount."
    )
    rate = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text="Home currency per unit of `currency`, exact; null where no rate was needed.",
    )
    rate_date = serializers.DateField(
        read_only=True, allow_null=True, help_text="The day of the rate."
    )
    rate_source = serializers.CharField(
        read_only=True, allow_null=True, help_text="The source of the rate."
    )
    settled_in = serializers.IntegerField(
        read_only=True, allow_null=True, help_text="Id of the statement that settles it."
    )


@extend_schema_serializer(examples=[*SENT, *SHOWN])
class TransactionSerializer(RequestSerializer):
    """A transaction: flat in the ordinary case, with `postings` for a split."""

    id: serializers.Field[Any, Any, Any, Any] = serializers.IntegerField(
        read_only=True, help_text="Id of the transaction."
    )
    type = serializers.ChoiceField(
        choices=PostingKind.choices,
        required=False,
        help_text="The direction of the money; by default the category's type.",
    )
    date = DayField(help_text="The day on which it is booked.")
    amount = AmountField(
        required=False,
        help_text=(
            "Above zero, in the account's currency; optional for a split, which has the sum of "
            "its postings."
        ),
    )
    currency = serializers.CharField(read_only=True, help_text="The currency of `amount`.")
    refund = FlagField(
        required=False,
        help_text="Money in the opposite direction: an expense paid back, an income returned.",
    )
    account = IdField(
        required=False,
        allow_null=True,
        help_text="Id of the account; by default the book's default account.",
    )
    category = IdField(
        required=False,
        allow_null=True,
        help_text="Id of a category whose type is the transaction's; null is uncategorised.",
    )
    payee = NameField(
        required=False,
        allow_blank=True,
        help_text="Name of the person or shop that was paid, or that paid; created on first use.",
    )
    description = TextField(
        required=False, allow_blank=True, max_length=DESCRIPTION_LENGTH_MAX, help_text="Free text."
    )
    notes = TextField(
        required=False, allow_blank=True, max_length=NOTES_LENGTH_MAX, help_text="Longer free text."
    )
    tags = serializers.ListField(
        child=NameField(),
        required=False,
        max_length=TAGS_MAX,
        help_text="Names of tags; created on first use.",
    )
    status = serializers.ChoiceField(
        choices=Status.choices, required=False, help_text="Whether the bank has confirmed it."
    )
    to_account = IdField(
        required=False,
        allow_null=True,
        help_text="The account where the money of a transfer arrives.",
    )
    to_amount = AmountField(
        required=False,
        allow_null=True,
        help_text=(
            "The amount that arrives, in the currency of to_account; needed only where the "
            "currencies differ."
        ),
    )
    to_currency = serializers.CharField(
        read_only=True, allow_null=True, help_text="The currency of `to_amount`."
    )
    postings = PostingSerializer(
        many=True,
        required=False,
        allow_null=True,
        help_text="The parts of a split; null for a flat transaction without `expand`.",
    )
    settled = serializers.BooleanField(
        read_only=True, help_text="Whether statements settle all its postings."
    )
    balance = serializers.CharField(
        read_only=True,
        allow_null=True,
        help_text=(
            "The balance of `account` after it, in a list of one account with `expand=balance`; "
            "null otherwise."
        ),
    )
    changed_in = serializers.IntegerField(
        read_only=True, help_text="The number of the change that last touched it."
    )


class AmendmentSerializer(TransactionSerializer):
    """A change of one transaction in a bulk call: its id, and the fields to change."""

    id = IdField(help_text="Id of the transaction to change.")
    date = DayField(required=False, help_text="The day on which it is booked.")


@extend_schema_serializer(examples=[MANY])
class BulkSerializer(RequestSerializer):
    """Many writes in one change: all of them are done, or none."""

    create = TransactionSerializer(  # type: ignore[assignment]  # a field of this name
        many=True, required=False, help_text="Transactions to record."
    )
    update = AmendmentSerializer(  # type: ignore[assignment]  # a field of this name, not the method
        many=True, required=False, help_text="Transactions to change."
    )
    delete = serializers.ListField(
        child=IdField(), required=False, help_text="Ids of transactions to delete."
    )


class BulkForm(RequestSerializer):
    """The outer form of a bulk call; each item is read on its own, so that one hears of all."""

    create = serializers.ListField(  # type: ignore[assignment]  # a field of this name
        child=serializers.DictField(), required=False
    )
    update = serializers.ListField(  # type: ignore[assignment]  # a field of this name
        child=serializers.DictField(), required=False
    )
    delete = serializers.ListField(child=IdField(), required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not attrs:
            detail = "State at least one of the lists create, update and delete."
            raise serializers.ValidationError(detail, code="required")
        return attrs


class BulkItemSerializer(serializers.Serializer[Any]):
    """The result of one item of a bulk call."""

    index = serializers.IntegerField(help_text="Its place in the list of the request.")
    id = serializers.IntegerField(help_text="Id of the transaction.")
    status = serializers.IntegerField(help_text="201 recorded, 200 changed, 204 deleted.")


@extend_schema_serializer(examples=[MANY_DONE])
class BulkResultSerializer(serializers.Serializer[Any]):
    """The result of a bulk call, an item for each item of the request."""

    change = serializers.IntegerField(help_text="The number of the one change that it made.")
    create = BulkItemSerializer(  # type: ignore[assignment]  # a field of this name
        many=True, help_text="What was recorded."
    )
    update = BulkItemSerializer(  # type: ignore[assignment]  # a field of this name
        many=True, help_text="What was changed."
    )
    delete = BulkItemSerializer(many=True, help_text="What was deleted.")


class CurrencySumSerializer(serializers.Serializer[Any]):
    """What the matching postings in one currency moved."""

    currency = serializers.CharField(help_text="Their currency.")
    inflow = AmountField(help_text="What came in.")
    outflow = AmountField(help_text="What went out.")
    net = AmountField(help_text="Inflow less outflow: the sum of all matching postings.")
    transferred = AmountField(
        help_text=(
            "What left one account and arrived on another in this currency; it is in neither "
            "inflow nor outflow."
        )
    )


@extend_schema_serializer(examples=SUMMED_UP)
class SummarySerializer(serializers.Serializer[Any]):
    """How many transactions match, and what they moved."""

    count = serializers.IntegerField(help_text="How many transactions match.")
    has_more = serializers.BooleanField(
        help_text="Whether more than 10,000 match; `count` is 10,000 then, and `sums` is null."
    )
    sums = CurrencySumSerializer(
        many=True, allow_null=True, help_text="By currency, in the order of their codes."
    )


class LabelSerializer(RequestModelSerializer[Any]):
    name = NameField(help_text="Unique in the book, without regard to case.")
    archived = FlagField(required=False, help_text="Archived names are not suggested any more.")


@extend_schema_serializer(examples=[NEW_PAYEE, PAYEE])
class PayeeSerializer(LabelSerializer):
    """Who was paid, or who paid."""

    class Meta:
        model = Payee
        fields = ("id", "name", "archived")


@extend_schema_serializer(examples=[NEW_TAG, TAG])
class TagSerializer(LabelSerializer):
    """A free label of transactions, across categories."""

    class Meta:
        model = Tag
        fields = ("id", "name", "archived")


@extend_schema_serializer(examples=[INTO])
class PayeeMerge(RequestSerializer):
    """Which payee takes over."""

    into = RowField(
        kind="payee",
        queryset=Payee.objects.all(),
        help_text="Id of the payee that this one becomes part of.",
    )


@extend_schema_serializer(examples=[INTO])
class TagMerge(RequestSerializer):
    """Which tag takes over."""

    into = RowField(
        kind="tag",
        queryset=Tag.objects.all(),
        help_text="Id of the tag that this one becomes part of.",
    )


class LabelFilters(serializers.Serializer[Any]):
    archived = FlagParameter(help_text="Only archived names, or only others.")
    q = serializers.CharField(
        required=False,
        max_length=NAME_LENGTH_MAX,
        help_text="Only those with this text in their name.",
    )
