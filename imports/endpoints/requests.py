"""What callers state of imports: with a file, about it, and about the rows of its plan."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ParseError

from accounts.drafts import ACCOUNTS_MAX
from accounts.models import Account
from api.fields import (
    AmountField,
    CurrencyField,
    DayField,
    FlagField,
    IdField,
    NameField,
    RowField,
    TextField,
    WholeNumberField,
)
from api.params import NumberParameter
from api.parsers import read_json
from api.requests import RequestSerializer, unknown_members
from categories.models import CategoryType
from common.errors import Invalid, Problem, raise_problems
from common.integers import BIGINT_MAX
from common.periods import Period
from imports.endpoints import examples
from imports.models import Action, Verdict
from imports.plan.parameters import LIKELY_SCORE, Accept, Categories, Commit, Deleted, Probable
from imports.suggesting.transfers import default_period
from readers.registry import FORMATS
from readers.tables.directions import DIRECTIONS
from readers.tables.layout import ROLES
from readers.tables.states import STATES_STATED
from transactions.models import DESCRIPTION_LENGTH_MAX, NOTES_LENGTH_MAX

DECISIONS_MAX = 1_000
"""About how many rows one request decides: as many as a bulk call takes (BULK_MAX)."""
OBJECT_LENGTH_MAX = 200_000
"""In characters: room for ACCOUNTS_MAX accounts of long names. It is kept with the import."""
ROW_NUMBER_MAX = 2**53
"""The largest integer that every JSON parser reads exactly (RFC 8259, section 6)."""
WAIT_SECONDS_MAX = 30
"""Half of the 60 seconds after which many proxies give up. A wait holds one of the few threads."""
SUGGESTIONS_MAX = 1_000
"""Ten times the default, which is more than a person looks through."""
FORMAT_CHOICES = [(known.name, known.label) for known in FORMATS]
NAMES_IN_OPTIONS = {"columns": ROLES, "directions": DIRECTIONS, "states": STATES_STATED}
"""The options that are objects, and the members that each may have."""
OPTIONS = frozenset().union(*(known.options for known in FORMATS))


@extend_schema_field({"type": "object", "additionalProperties": True})
class ObjectField(serializers.Field[dict[str, Any], Any, dict[str, Any], Any]):
    """A JSON object; in a form, its text."""

    default_error_messages = {
        "not_an_object": "State a JSON object, such as {example}.",
        "incorrect_type": "State the ids of accounts: integers.",
        "too_many": "State at most {most} accounts.",
        "too_long": "State at most {most:,} characters of JSON.",
    }
    example = '{"date_order": "dmy"}'

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if isinstance(data, str):
            try:
                data = read_json(data)
            except ParseError:
                self.fail("not_an_object", example=self.example)
            except Invalid as invalid:
                # A pointer leads to the field of a form, and not into the JSON that it holds.
                first = invalid.problems[0]
                raise serializers.ValidationError(first.detail, code=first.code) from None
        if not isinstance(data, dict):
            self.fail("not_an_object", example=self.example)
        if len(json.dumps(data, default=str, ensure_ascii=False)) > OBJECT_LENGTH_MAX:
            self.fail("too_long", most=OBJECT_LENGTH_MAX)
        stated: dict[str, Any] = data
        return stated

    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return value


class OptionsField(ObjectField):
    """Options of the reader of a format."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        stated = super().to_internal_value(data)
        faults: dict[str, Any] = unknown_members(stated, sorted(OPTIONS))
        for name, known in NAMES_IN_OPTIONS.items():
            inner = stated.get(name)
            if isinstance(inner, dict) and (found := unknown_members(inner, known)):
                faults[name] = found
        if faults and isinstance(data, str):
            # A pointer leads to the field of a form, and not into the JSON that it holds.
            raise serializers.ValidationError(
                [
                    ErrorDetail(f"{name[:40]}: {fault}", fault.code)
                    for name, fault in _leaves(faults)
                ]
            )
        if faults:
            raise serializers.ValidationError(faults)
        return stated


def _leaves(faults: dict[str, Any]) -> Iterator[tuple[str, ErrorDetail]]:
    for name, found in faults.items():
        if isinstance(found, dict):
            yield from _leaves(found)
        else:
            yield name, found[0]


@extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
class AccountsField(ObjectField):
    """Ids of accounts, by their names in a file."""

    example = '{"DE02120300000000202051": 7}'

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        stated = super().to_internal_value(data)
        if len(stated) > ACCOUNTS_MAX:
            self.fail("too_many", most=ACCOUNTS_MAX)
        if any(isinstance(i, bool) or not isinstance(i, int) for i in stated.values()):
            self.fail("incorrect_type")
        book = self.context["book"]
        wanted = [i for i in stated.values() if 0 < i <= BIGINT_MAX]
        there = set(Account.objects.with_ids(book, wanted).values_list("pk", flat=True))
        if missing := [i for i in stated.values() if i not in there]:
            detail = f"There is no account {missing[0]} in this book."
            raise serializers.ValidationError(detail, code="does_not_exist")
        return stated


class ImportParametersSerializer(RequestSerializer):
    """The parameters of an import: how to read a file, and what to do with its rows."""

    format = serializers.ChoiceField(
        choices=FORMAT_CHOICES,
        required=False,
        help_text="The format, where it cannot be detected.",
    )
    account = RowField(
        kind="account",
        queryset=Account.objects.all(),
        required=False,
        allow_null=True,
        help_text="The id of the account of the rows. Optional where the file names its accounts.",
    )
    accounts = AccountsField(
        required=False, help_text="Ids of accounts by their names in the file."
    )
    create_accounts = FlagField(
        required=False,
        help_text="Whether to create accounts that the book lacks.",
    )
    categories = serializers.ChoiceField(
        choices=Categories.choices,
        required=False,
        help_text=(
            "What happens to the categories of the file: missing ones are created, only existing "
            "ones are used, or none."
        ),
    )
    suggest = FlagField(
        required=False,
        help_text="Whether to suggest categories from similar transactions for rows without one.",
    )
    probable = serializers.ChoiceField(
        choices=Probable.choices,
        required=False,
        help_text=(
            "What happens to probable duplicates without a decision. Those with a score of "
            f"{LIKELY_SCORE} or more are skipped, all are, or none."
        ),
    )
    deleted = serializers.ChoiceField(
        choices=Deleted.choices,
        required=False,
        help_text="What happens to rows whose transaction was deleted, without a decision.",
    )
    all_or_nothing = FlagField(
        required=False, help_text="Whether one faulty row prevents the whole import."
    )
    options = OptionsField(
        required=False, help_text="Options for the reader of the format; see import-formats/."
    )


class CommitParams(serializers.Serializer[Any]):
    """How far a new import goes by itself."""

    commit = serializers.ChoiceField(
        choices=Commit.choices,
        required=False,
        help_text="`auto` commits the plan as soon as it is ready, for scripts.",
    )
    accept = serializers.ChoiceField(
        choices=Accept.choices,
        required=False,
        help_text="With `commit=auto`: `unproved` commits even where balances do not hold.",
    )
    wait = NumberParameter(
        required=False,
        min_value=0,
        max_value=WAIT_SECONDS_MAX,
        help_text="How many seconds the response may wait for the worker; 0 by default.",
    )


COMMIT_NAMES = ("commit", "accept", "wait")


def commit_options(query: dict[str, Any], form: dict[str, Any]) -> dict[str, Any]:
    """Return what `query` and `form`, both validated, state of the names in COMMIT_NAMES.

    Raises Invalid for two different values, and for `accept` without `commit`.
    """
    raise_problems(
        Problem(f"/{name}", "differs_from_query", f"The query states another {name}.")
        for name in COMMIT_NAMES
        if name in query and name in form and query[name] != form[name]
    )
    wanted = {name: (query | form)[name] for name in COMMIT_NAMES if name in query or name in form}
    if "accept" in wanted and "commit" not in wanted:
        pointer = "?accept" if "accept" in query else "/accept"
        detail = "State this together with commit=auto."
        raise_problems([Problem(pointer, "without_commit", detail)])
    return wanted


class FormFlagField(FlagField):
    """`true` or `false`; in a form, as text."""

    def to_internal_value(self, data: Any) -> bool:
        return super().to_internal_value({"true": True, "false": False}.get(data, data))


@extend_schema_field({"type": "string", "format": "binary"})
class UploadField(serializers.FileField):
    """A file that is sent in a form."""


@extend_schema_serializer(examples=[examples.UPLOAD])
class UploadSerializer(CommitParams, ImportParametersSerializer):
    """A file to import, as a form (multipart/form-data).

    `commit`, `accept` and `wait` may be stated here or in the query.
    """

    file = UploadField(allow_empty_file=True, max_length=None, help_text="The file.")
    create_accounts = FormFlagField(
        required=False,
        help_text="Whether to create accounts that the book lacks.",
    )
    suggest = FormFlagField(
        required=False,
        help_text="Whether to suggest categories from similar transactions for rows without one.",
    )
    all_or_nothing = FormFlagField(
        required=False, help_text="Whether one faulty row prevents the whole import."
    )
    account = RowField(
        kind="account",
        queryset=Account.objects.all(),
        required=False,
        help_text="The id of the account of the rows. Optional where the file names its accounts.",
    )

    def to_internal_value(self, data: Any) -> Any:
        values = dict(data.items())
        if isinstance(number := values.get("account"), str) and number.isascii():
            # In a form everything is text. An id of 19 digits is beyond what is given out.
            values["account"] = int(number) if number.isdigit() and len(number) < 19 else number
        return super().to_internal_value(values)


class PairSerializer(RequestSerializer):
    """Two transactions that may be the sides of one transfer."""

    outgoing = IdField(help_text="The id of the transaction in which money leaves.")
    incoming = IdField(help_text="The id of the transaction in which money arrives.")


class SuggestionParams(serializers.Serializer[Any]):
    """Where likely transfers are looked for."""

    start_date = DayField(required=False, help_text="The first day; a year ago, if left out.")
    end_date = DayField(required=False, help_text="The last day; today, if left out.")
    limit = NumberParameter(
        default=100,
        min_value=1,
        max_value=SUGGESTIONS_MAX,
        help_text=("The maximum number of suggestions."),
    )

    def validate(self, values: dict[str, Any]) -> dict[str, Any]:
        first, last = values.get("start_date"), values.get("end_date")
        usual = default_period(timezone.localdate())
        first, last = first or min(usual.start, last or usual.start), last or usual.end
        if first > last:
            raise serializers.ValidationError(
                {"end_date": "State an end on or after the start."}, code="before_start"
            )
        return {**values, "period": Period(first, last)}


class RowParams(serializers.Serializer[Any]):
    """Which rows of a plan are listed."""

    verdict = serializers.ChoiceField(
        choices=Verdict.choices, required=False, help_text="Only rows of this verdict."
    )


class CorrectionsSerializer(RequestSerializer):
    """The right values of faulty cells of a row; null takes a value back."""

    date = DayField(required=False, allow_null=True, help_text="The booking date.")
    amount = AmountField(
        required=False,
        allow_null=True,
        help_text="What moves on the account, into it (+) or out of it (-).",
    )
    currency = CurrencyField(required=False, allow_null=True, help_text="ISO 4217 code.")
    payee = NameField(required=False, allow_null=True, help_text="The name of the other party.")
    description = TextField(
        required=False,
        allow_null=True,
        max_length=DESCRIPTION_LENGTH_MAX,
        help_text="The description.",
    )
    notes = TextField(
        required=False, allow_null=True, max_length=NOTES_LENGTH_MAX, help_text="The notes."
    )


@extend_schema_serializer(examples=[examples.DECISIONS, examples.CORRECTED])
class DecisionSerializer(RequestSerializer):
    """A decision about a row that differs from the plan."""

    row = WholeNumberField(min_value=1, max_value=ROW_NUMBER_MAX, help_text="Its number.")
    action = serializers.ChoiceField(
        choices=Action.choices, required=False, help_text="What the commit does with it."
    )
    category = IdField(
        required=False, allow_null=True, help_text="The id of its category; null for none."
    )
    payee = NameField(
        required=False, allow_null=True, help_text="The name of the other party; null for none."
    )
    account = IdField(required=False, help_text="The id of the account of the row.")
    match = IdField(
        required=False, help_text="The id of the matching transaction; the row is then not added."
    )
    corrections = CorrectionsSerializer(
        required=False,
        allow_null=True,
        help_text="The right values of its faulty `cells`; null takes all of them back.",
    )


class CategoryParams(serializers.Serializer[Any]):
    """What a category is asked for."""

    payee = NameField(help_text="Name of the payee, as a transaction states it.")
    description = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=DESCRIPTION_LENGTH_MAX,
        help_text="Its description, which tells where the payee alone does not.",
    )
    type = serializers.ChoiceField(
        choices=CategoryType.choices,
        default=CategoryType.EXPENSE,
        help_text="The type of the category.",
    )
