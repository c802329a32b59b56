"""The shapes of schedules and their occurrences, and the parameters of their endpoints."""

from dataclasses import replace
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
    WholeNumberField,
)
from api.params import FlagParameter, NumberParameter
from api.requests import RequestModelSerializer, RequestSerializer, form_of
from common.integers import BIGINT_MAX
from common.periods import MONTHS_OF_YEAR
from common.recurrence import Frequency, Missing, Recurrence, Shift
from common.recurrence_problems import EVERY_MAX, TIMES_MAX
from common.recurrence_rrule import UnsupportedRecurrence, from_rrule
from schedules.choices import (
    EARLY_DAYS_DEFAULT,
    LATE_DAYS_DEFAULT,
    OF_LAST_DEFAULT,
    OF_LAST_MAX,
    PERCENT_DEFAULT,
    PERCENT_MAX,
    WINDOW_DAYS_MAX,
    AmountRule,
    CatchUp,
    State,
)
from schedules.drafts import PHASES_MAX, PhaseDraft, SplitDraft
from schedules.examples import (
    ACCEPTANCE,
    NEW_OCCURRENCE,
    NEW_SCHEDULE,
    OCCURRENCE,
    SCHEDULE,
    SUGGESTION_NAMED,
)
from schedules.models import Occurrence, Schedule
from transactions.models import DESCRIPTION_LENGTH_MAX, Payee, PostingKind, Transaction
from transactions.row_rules import TAGS_MAX

ON_MAX = 62
"""How many days of a month one phase states at the most: each from its beginning and its end."""
ON_TEXT_MAX = 5
"""In characters: "-23BD", the longest, has 5."""
RRULE_LENGTH_MAX = 300
"""In characters: room for every day of a month, from its beginning and from its end, and the
rest."""

KEY_LENGTH_MAX = 100
"""In characters: a key has three numbers of 19 digits at the most, three words, and hyphens."""


class SplitLineForm(RequestSerializer):
    """Reads a line of a split phase."""

    category = IdField(allow_null=True, default=None, help_text="Id of the category.")
    amount = AmountField(
        help_text="In the account's currency; below zero for what goes the other way, such as tax "
        "that is taken off a wage."
    )
    description = TextField(
        allow_blank=True,
        default="",
        max_length=DESCRIPTION_LENGTH_MAX,
        help_text="That of the posting.",
    )


class PhaseForm(RequestSerializer):
    """Reads a phase, which is stated whole."""

    starts = DayField(
        help_text="The first day of the phase, from which weeks, months and years count."
    )
    rrule = TextField(
        allow_null=True,
        default=None,
        max_length=RRULE_LENGTH_MAX,
        help_text="The recurrence as a rule of RFC 5545, taken where `unit` is left out, together "
        "with all that goes with it but `shift`.",
    )
    unit = serializers.ChoiceField(
        choices=Frequency.choices,
        required=False,
        help_text="What the time between two dates is counted in; to be stated unless `rrule` is.",
    )
    every = WholeNumberField(
        default=1, min_value=1, max_value=EVERY_MAX, help_text="Every how many units it recurs."
    )
    on = serializers.ListField(
        child=TextField(max_length=ON_TEXT_MAX),
        default=list,
        max_length=ON_MAX,
        help_text='Days of a week ("MO"), or of a month: "31", "-1" for the last one, "2TU" for '
        'the second Tuesday, "-1BD" for the last business day. That of `starts` where it is empty.',
    )
    months = serializers.ListField(
        child=WholeNumberField(min_value=1, max_value=MONTHS_OF_YEAR),
        default=list,
        max_length=MONTHS_OF_YEAR,
        help_text="Of a year; that of `starts` where it is empty.",
    )
    missing = serializers.ChoiceField(
        choices=Missing.choices,
        default=Missing.CLAMP.value,
        help_text="What a day becomes that a month lacks: its last day, none, or the next month's "
        "first.",
    )
    shift = serializers.ChoiceField(
        choices=Shift.choices,
        default=Shift.NONE.value,
        help_text="Which way a day is moved that is not a business day of the book.",
    )
    until = DayField(allow_null=True, default=None, help_text="The last day that it may recur on.")
    times = WholeNumberField(
        allow_null=True,
        default=None,
        min_value=1,
        max_value=TIMES_MAX,
        help_text="How many dates it has.",
    )
    account = IdField(
        allow_null=True,
        default=None,
        help_text="Id of the account; null for the book's default.",
    )
    to_account = IdField(
        allow_null=True, default=None, help_text="Of a transfer: where the money goes."
    )
    category = IdField(allow_null=True, default=None, help_text="Id of the category.")
    amount_rule = serializers.ChoiceField(
        choices=AmountRule.choices,
        default=AmountRule.EXACT.value,
        help_text="What is expected: the amount exactly or about, one in a range, that of the last "
        "payment, the average of the last ones, or what the account owes to which a transfer goes.",
    )
    amount = AmountField(
        allow_null=True,
        default=None,
        help_text="Above zero, in the account's currency; the lowest one of a range. Null where "
        "what is owed is paid.",
    )
    highest = AmountField(allow_null=True, default=None, help_text="The highest one of a range.")
    percent = WholeNumberField(
        default=PERCENT_DEFAULT,
        min_value=0,
        max_value=PERCENT_MAX,
        help_text="How far an amount may be from what is expected, where the rule is about, last "
        "or average.",
    )
    of_last = WholeNumberField(
        default=OF_LAST_DEFAULT,
        min_value=1,
        max_value=OF_LAST_MAX,
        help_text="How many payments an average is of.",
    )
    to_amount = AmountField(
        allow_null=True,
        default=None,
        help_text="Of a transfer between currencies: what arrives.",
    )
    split = SplitLineForm(
        many=True,
        default=list,
        help_text="Lines that add up to the amount, in place of the category. Another amount is "
        "shared out in their proportion.",
    )


class PhaseSerializer(PhaseForm):
    """When a schedule recurs and what is expected then, from one day on."""

    in_words = serializers.CharField(read_only=True, help_text="When it recurs, in English.")
    currency = serializers.CharField(read_only=True, help_text="That of the account.")

    def to_internal_value(self, data: Any) -> PhaseDraft:
        # Within a change of some fields of a schedule, REST Framework would ask for no field here.
        if isinstance(data, dict):
            data = {name: value for name, value in data.items() if name not in _SHOWN_ALONE}
        said = form_of(PhaseForm).run_validation(data)
        recurrence = _recurrence(said)
        others = {name: value for name, value in said.items() if name not in _OF_RECURRENCE}
        split = tuple(SplitDraft(**line) for line in others.pop("split"))
        return PhaseDraft(recurrence=recurrence, split=split, **others)


def _recurrence(said: dict[str, Any]) -> Recurrence:
    """Return what the values of a phase say of when it recurs; raises ValidationError."""
    if "unit" not in said and said["rrule"] is not None:
        try:
            recurrence = from_rrule(said["rrule"], said["starts"])
        except UnsupportedRecurrence as error:
            detail = f"This part is not supported: {error.part}."
            fault = serializers.ErrorDetail(detail, "recurrence_unsupported")
            raise serializers.ValidationError({"rrule": [fault]}) from None
        return replace(recurrence, shift=Shift(said["shift"]))
    if "unit" not in said:
        fault = serializers.ErrorDetail("State the unit, or a rule.", "required")
        raise serializers.ValidationError({"unit": [fault]})
    return Recurrence(
        unit=Frequency(said["unit"]),
        every=said["every"],
        start=said["starts"],
        on=tuple(said["on"]),
        months=tuple(said["months"]),
        missing=Missing(said["missing"]),
        shift=Shift(said["shift"]),
        until=said["until"],
        times=said["times"],
    )


_OF_RECURRENCE = frozenset(
    ("rrule", "unit", "every", "starts", "on", "months", "missing", "shift", "until", "times")
)
"""The fields of a phase that say when it recurs."""
_SHOWN_ALONE = frozenset({"in_words", "currency"})
"""The fields of a phase that an answer has and a request does not; they may be sent back."""


@extend_schema_serializer(examples=[NEW_SCHEDULE, SCHEDULE])
class ScheduleSerializer(RequestModelSerializer[Schedule]):
    """A payment that recurs: a bill, pay, a standing order."""

    name = NameField(help_text="Unique in the book, without regard to case.")
    type = serializers.ChoiceField(
        choices=PostingKind.choices, help_text="What its transactions are."
    )
    payee: serializers.Field[Any, Any, Any, Any] = RowField(
        kind="payee",
        queryset=Payee.objects.all(),
        allow_null=True,
        default=None,
        help_text="Id of the payee.",
    )
    description = TextField(
        allow_blank=True,
        default="",
        max_length=DESCRIPTION_LENGTH_MAX,
        help_text="That of its transactions.",
    )
    tags = serializers.ListField(
        child=NameField(),
        default=list,
        max_length=TAGS_MAX,
        help_text="Names of the tags that its transactions carry; created on first use.",
    )
    records_from = DayField(
        allow_null=True,
        default=None,
        help_text="The tracker records what is due from this day on; with null it waits for it.",
    )
    catch_up = serializers.ChoiceField(
        choices=CatchUp.choices,
        default=CatchUp.ALL.value,
        help_text="What is recorded of what was missed while the server was off: all, the latest, "
        "or nothing.",
    )
    early = WholeNumberField(
        default=EARLY_DAYS_DEFAULT,
        min_value=0,
        max_value=WINDOW_DAYS_MAX,
        help_text="How many days before its due date a payment may come.",
    )
    late = WholeNumberField(
        default=LATE_DAYS_DEFAULT,
        min_value=0,
        max_value=WINDOW_DAYS_MAX,
        help_text="How many days after its due date a payment may come.",
    )
    paused = FlagField(
        default=False, help_text="Whether nothing is recorded or shown as due until further notice."
    )
    phases = PhaseSerializer(
        many=True, help_text=f"From 1 to {PHASES_MAX}, in the order of their first days."
    )

    class Meta:
        model = Schedule
        fields = (
            "id", "name", "type", "payee", "description", "tags", "records_from", "catch_up",
            "early", "late", "paused", "phases",
        )  # fmt: skip


class ScheduleFilters(serializers.Serializer[Any]):
    paused = FlagParameter(help_text="Only paused schedules, or only others.")


@extend_schema_serializer(examples=[NEW_OCCURRENCE, OCCURRENCE])
class OccurrenceSerializer(RequestModelSerializer[Occurrence]):
    """What is stated of an occurrence of a schedule."""

    schedule: serializers.Field[Any, Any, Any, Any] = RowField(
        kind="schedule", queryset=Schedule.objects.all(), help_text="Id of the schedule; it stays."
    )
    nominal = DayField(
        help_text="The date that the schedule gives before it is moved to a business day; it stays."
    )
    state = serializers.ChoiceField(
        choices=State.choices,
        help_text="`recorded` records its transaction, `matched` states the one that settles it, "
        "`moved` expects it on another day or with another amount.",
    )
    date = DayField(
        allow_null=True,
        default=None,
        help_text="The other day; of one to record, the day of its transaction. It is the due date "
        "where it is left out.",
    )
    amount = AmountField(
        allow_null=True,
        default=None,
        help_text="The other amount; of one to record, that of its transaction. It is what is "
        "expected where it is left out.",
    )
    transaction: serializers.Field[Any, Any, Any, Any] = RowField(
        kind="transaction",
        queryset=Transaction.objects.all(),
        allow_null=True,
        default=None,
        help_text="Id of the transaction that settles it; null once that is deleted.",
    )

    class Meta:
        model = Occurrence
        fields = ("id", "schedule", "nominal", "state", "date", "amount", "transaction")
        validators: list[Any] = []  # `schedules.settling` says which field is at fault


class OccurrenceFilters(serializers.Serializer[Any]):
    schedule = NumberParameter(
        required=False,
        min_value=1,
        max_value=BIGINT_MAX,
        help_text="Only occurrences of this schedule.",
    )


@extend_schema_serializer(examples=[SUGGESTION_NAMED])
class SuggestionNamedSerializer(RequestSerializer):
    """Names a schedule that is suggested."""

    key = TextField(max_length=KEY_LENGTH_MAX, help_text="That of the suggestion.")


@extend_schema_serializer(examples=[ACCEPTANCE])
class AcceptanceSerializer(RequestSerializer):
    """Names a schedule that is suggested and is to be made."""

    key = TextField(max_length=KEY_LENGTH_MAX, help_text="That of the suggestion.")
    name = NameField(
        allow_null=True, default=None, help_text="Name of the schedule; with null, the payee's."
    )
