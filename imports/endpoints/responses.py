"""The shapes of imports in answers: of a file, of the rows of its plan, and of what is around."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema_field, extend_schema_serializer
from rest_framework import serializers

from imports.endpoints import examples
from imports.endpoints.requests import ObjectField
from imports.models import Action, State, Verdict


class FileSerializer(serializers.Serializer[Any]):
    """The uploaded file."""

    name = serializers.CharField(help_text="The name of the uploaded file.")
    bytes = serializers.IntegerField(help_text="Its size.")
    sha256 = serializers.CharField(help_text="Its digest.")


class ProgressSerializer(serializers.Serializer[Any]):
    """How far an import has come."""

    rows_read = serializers.IntegerField(help_text="Rows that were read.")
    rows_planned = serializers.IntegerField(help_text="Rows that have a verdict.")
    percent = serializers.IntegerField(help_text="Bytes of the file that were read.")


class ImportProblemSerializer(serializers.Serializer[Any]):
    """Why an import failed, or was not committed."""

    code = serializers.CharField(help_text="A code for programs.")
    detail = serializers.CharField(help_text="The problem and what to do, for people.")
    option = serializers.CharField(
        help_text="The option that is missing; empty for another problem."
    )


class ShownImportParametersSerializer(serializers.Serializer[Any]):
    """The parameters of an import, stated or default."""

    format = serializers.CharField(allow_null=True, help_text="The stated format, or null.")
    account = serializers.IntegerField(allow_null=True, help_text="The stated account, or null.")
    accounts = ObjectField(help_text="Ids of accounts by their names in the file.")
    create_accounts = serializers.BooleanField(help_text="Whether missing accounts are created.")
    categories = serializers.CharField(help_text="`create`, `existing` or `none`.")
    suggest = serializers.BooleanField(help_text="Whether categories are suggested.")
    probable = serializers.CharField(help_text="`likely`, `skip` or `add`.")
    deleted = serializers.CharField(help_text="`skip` or `add`.")
    all_or_nothing = serializers.BooleanField(
        help_text=("Whether a fault prevents the whole import.")
    )
    options = ObjectField(help_text="The options of the reader.")


class VerdictsSerializer(serializers.Serializer[Any]):
    """How many rows there are of each verdict."""

    new = serializers.IntegerField(help_text="Not in the book.")
    known = serializers.IntegerField(help_text="In the book already.")
    probable = serializers.IntegerField(help_text="A similar transaction is in the book.")
    deleted = serializers.IntegerField(help_text="It was in the book, and was deleted.")
    faulty = serializers.IntegerField(help_text="It cannot be recorded; see its reasons.")


class TargetSerializer(serializers.Serializer[Any]):
    """An account that rows of the file go to."""

    key = serializers.CharField(help_text="Its key in the file, for `accounts`.")
    name = serializers.CharField(help_text="Its name in the file.")
    number = serializers.CharField(help_text="IBAN or number.")
    currency = serializers.CharField(help_text="ISO 4217 code.")
    type = serializers.CharField(help_text="The type that a new account will have.")
    account = serializers.IntegerField(
        allow_null=True, help_text="The id of the account; null for one that the commit creates."
    )
    rows = serializers.IntegerField(help_text="How many rows go to the account.")
    total = serializers.CharField(help_text="Their sum, as decimal text.")
    first_date = serializers.CharField(allow_null=True, help_text="The first day of a row.")
    last_date = serializers.CharField(allow_null=True, help_text="The last day of a row.")
    opening_balance = serializers.CharField(
        allow_null=True, help_text="The opening balance that the import gives the account, or null."
    )


class FileCategorySerializer(serializers.Serializer[Any]):
    """A category that the file names."""

    path = serializers.CharField(help_text="Its names from the root down, with `:` between.")
    type = serializers.CharField(help_text="`income` or `expense`, by the direction of its money.")
    category = serializers.IntegerField(
        allow_null=True, help_text="The id of the category; null for one that the book lacks."
    )


class StatedBalanceSerializer(serializers.Serializer[Any]):
    """A balance that the file states."""

    account = serializers.CharField(help_text="The name of the account.")
    line = serializers.IntegerField(help_text="The line of the balance in the file.")
    date = serializers.CharField(allow_null=True, help_text="The day of the balance.")
    against = serializers.CharField(
        help_text="`file`: compared with opening balance and rows; `book`: with the account after "
        "the import."
    )
    stated = serializers.CharField(help_text="The balance that the file states.")
    found = serializers.CharField(help_text="The balance that was calculated.")
    holds = serializers.BooleanField(help_text="Whether the two are equal.")


class BalancesSerializer(serializers.Serializer[Any]):
    """Whether the balances that the file states agree with its rows."""

    hold = serializers.BooleanField(
        allow_null=True, help_text="Whether all balances agree; null where nothing can be checked."
    )
    stated = StatedBalanceSerializer(many=True, help_text="Opening and closing balances.")
    running_checked = serializers.IntegerField(help_text="How many running balances were checked.")
    running_broken = serializers.IntegerField(help_text="How many of them do not agree.")
    broken_lines = serializers.ListField(
        child=serializers.IntegerField(),
        help_text=("The lines of the first balances that do not agree."),
    )


class FileWarningSerializer(serializers.Serializer[Any]):
    """A warning about the file, for people."""

    code = serializers.CharField(help_text="A code for programs.")
    detail = serializers.CharField(help_text="A sentence for people.")


class FileDecisionSerializer(serializers.Serializer[Any]):
    """A decision about the file, with its evidence."""

    about = serializers.CharField(
        help_text="The subject: `column amount`, `direction`, `currency`, `account`, …"
    )
    decided = serializers.CharField(
        allow_null=True, help_text="The result; null for an open question."
    )
    evidence = serializers.CharField(
        allow_null=True,
        help_text=(
            "`proved` by balances to the cent, `stated` by the file or by you, `known` from a "
            "profile or an earlier file, or `assumed`. Null for an open question."
        ),
    )
    reason = serializers.CharField(help_text="The evidence, or the question, for people.")
    option = serializers.CharField(
        allow_null=True, help_text="The option that changes it; null where nothing does."
    )


class ReadFileSerializer(serializers.Serializer[Any]):
    """A file that was read."""

    name = serializers.CharField(help_text="Its name in the archive; empty outside of one.")
    format = serializers.CharField(help_text="Its format.")


@extend_schema_serializer(examples=[examples.IMPORT])
class ImportSerializer(serializers.Serializer[Any]):
    """An uploaded file, its plan, and its state."""

    id = serializers.IntegerField(help_text="Its id.")
    uploaded_at = serializers.DateTimeField(help_text="When, UTC.")
    file = FileSerializer(help_text="The file.")
    format = serializers.CharField(allow_null=True, help_text="Its format; null until it is read.")
    state = serializers.ChoiceField(choices=State.choices, help_text="The state of the import.")
    progress = ProgressSerializer(help_text="The progress of the import, in numbers.")
    problem = ImportProblemSerializer(
        allow_null=True, help_text=("Why the import failed or was not committed, or null.")
    )
    parameters = ShownImportParametersSerializer(help_text="The parameters of the import.")
    as_of = serializers.IntegerField(
        allow_null=True, help_text="The number of the change that the plan was made after."
    )
    outdated = serializers.BooleanField(
        help_text="Whether the book has changed since the plan; plan again before you commit."
    )
    rows = VerdictsSerializer(help_text="Its rows by verdict.")
    accounts = TargetSerializer(many=True, help_text="The accounts that the rows go to.")
    categories = FileCategorySerializer(many=True, help_text="The categories that it names.")
    balances = BalancesSerializer(help_text="The balances that it states.")
    warnings = FileWarningSerializer(many=True, help_text="Warnings about the file, for people.")
    files = ReadFileSerializer(many=True, help_text="The files that were read.")
    layout = ObjectField(
        allow_null=True, help_text="How a table was understood, with a preview; null for others."
    )
    decisions = FileDecisionSerializer(
        many=True, help_text="The decisions about the file, with their evidence."
    )
    change = serializers.IntegerField(
        allow_null=True,
        help_text="The number of the change that recorded it; undo that change to undo the import.",
    )
    recorded = serializers.IntegerField(help_text="How many transactions were recorded.")


class SideSerializer(serializers.Serializer[Any]):
    """An account of a row."""

    id = serializers.IntegerField(allow_null=True, help_text="Its id; null for a new one.")
    name = serializers.CharField(help_text="Its name in the file.")


class RowCategorySerializer(serializers.Serializer[Any]):
    """The category that a row will be under."""

    id = serializers.IntegerField(allow_null=True, help_text="Its id; null for a new one.")
    path = serializers.CharField(allow_null=True, help_text="Its names in the file.")
    confidence = serializers.IntegerField(
        allow_null=True, help_text="The confidence of a suggestion, per cent."
    )
    reason = serializers.CharField(help_text="The reason for this category.")


class PartSerializer(serializers.Serializer[Any]):
    """A part of a row that is split."""

    amount = serializers.CharField(help_text="Signed decimal text.")
    category = serializers.CharField(allow_null=True, help_text="Its names in the file.")
    other_account = serializers.CharField(
        allow_null=True, help_text="The account that it goes to or comes from."
    )
    description = serializers.CharField(help_text="Its description.")


class ChangesSerializer(serializers.Serializer[Any]):
    """The fields of a pending transaction that its booking changes."""

    status = serializers.CharField(help_text="The status after the booking.")
    date = serializers.DateField(help_text="The day of the booking.")
    amount = serializers.CharField(help_text="The booked amount, signed decimal text.")


class CellSerializer(serializers.Serializer[Any]):
    """A cell of a row that is faulty and can be corrected, or that is corrected."""

    field = serializers.CharField(help_text="The member of `corrections` that corrects it.")
    column = serializers.CharField(help_text="The heading of its column.")
    text = serializers.CharField(help_text="What the file has there, up to 200 characters.")
    value = serializers.CharField(
        allow_null=True, help_text="What somebody stated instead, or null."
    )
    code = serializers.CharField(allow_null=True, help_text="The code of its fault, or null.")
    detail = serializers.CharField(allow_null=True, help_text="Its fault as a sentence, or null.")


@extend_schema_serializer(examples=[examples.ROW])
class PlannedRowSerializer(serializers.Serializer[Any]):
    """A row of a file, and its action."""

    row = serializers.IntegerField(help_text="Its number in the plan.")
    line = serializers.IntegerField(help_text="Its line in the file.")
    file = serializers.CharField(help_text="Its file within an archive.")
    verdict = serializers.ChoiceField(
        choices=Verdict.choices, help_text=("The verdict: its relation to the book.")
    )
    action = serializers.ChoiceField(choices=Action.choices, help_text="The action of the commit.")
    score = serializers.IntegerField(allow_null=True, help_text="The confidence, per cent.")
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text=("The reasons, as sentences.")
    )
    code = serializers.CharField(allow_null=True, help_text="The code of a fault, for programs.")
    match = serializers.IntegerField(
        allow_null=True, help_text="The id of the matching transaction."
    )
    changes = ChangesSerializer(
        allow_null=True,
        help_text=(
            "The changes to `match`, a pending transaction that this row books. Null where "
            "nothing changes."
        ),
    )
    date = serializers.CharField(allow_null=True, help_text="The booking date.")
    amount = serializers.CharField(allow_null=True, help_text="Signed decimal text.")
    currency = serializers.CharField(allow_null=True, help_text="ISO 4217 code.")
    account = SideSerializer(allow_null=True, help_text="The account.")
    other_account = SideSerializer(allow_null=True, help_text="The other account of a transfer.")
    payee = serializers.CharField(help_text="The name of the other party.")
    description = serializers.CharField(help_text="The description.")
    notes = serializers.CharField(help_text="Other texts of the row.")
    reference = serializers.CharField(help_text="A cheque's number, or the like.")
    status = serializers.CharField(allow_null=True, help_text="The stated status, or null.")
    category = RowCategorySerializer(allow_null=True, help_text="The category, or null.")
    tags = serializers.ListField(child=serializers.CharField(), help_text="Its tags.")
    parts = PartSerializer(many=True, help_text="The parts of a split.")
    cells = CellSerializer(
        many=True, help_text="Its faulty cells that can be corrected, and those that are."
    )


@extend_schema_serializer(examples=[examples.DECIDED])
class DecidedSerializer(serializers.Serializer[Any]):
    """How many rows were decided on."""

    decided = serializers.IntegerField(help_text="How many.")


class ReadableFormatSerializer(serializers.Serializer[Any]):
    """A format that can be read."""

    name = serializers.CharField(help_text="The code of the format.")
    title = serializers.CharField(help_text="The name of the format.")
    options = serializers.ListField(
        child=serializers.CharField(), help_text="The options of its reader."
    )


@extend_schema_serializer(examples=[examples.FORMATS])
class ReadableFormatListSerializer(serializers.Serializer[Any]):
    """Every format, as one page."""

    next = serializers.CharField(allow_null=True, help_text="Always null: the list is one page.")
    previous = serializers.CharField(allow_null=True, help_text="Always null.")
    results = ReadableFormatSerializer(many=True, help_text="In the order of detection.")


@extend_schema_serializer(examples=[examples.LAYOUT])
class LayoutSerializer(serializers.Serializer[Any]):
    """The corrected layout of tables with the same columns."""

    id = serializers.IntegerField(source="pk", help_text="Its id.")
    columns = serializers.SerializerMethodField(help_text="The names of the columns.")
    options = serializers.SerializerMethodField(help_text="The stated options.")
    account = serializers.SerializerMethodField(
        help_text="The id of the account of the last such file, or null."
    )

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_columns(self, layout: Any) -> list[str]:
        found: list[str] = json.loads(layout.columns)
        return found

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_options(self, layout: Any) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(layout.options)
        return found

    @extend_schema_field({"type": ["integer", "null"]})
    def get_account(self, layout: Any) -> int | None:
        return layout.account_key or None


class EndSerializer(serializers.Serializer[Any]):
    """One side of a likely transfer."""

    id = serializers.IntegerField(help_text="The id of the transaction.")
    date = serializers.DateField(help_text="Its date.")
    account = serializers.CharField(help_text="The name of its account.")
    amount = serializers.CharField(help_text="Signed decimal text.")
    currency = serializers.CharField(help_text="ISO 4217 code.")
    payee = serializers.CharField(help_text="Its payee.")
    description = serializers.CharField(help_text="Its description.")


class SuggestionSerializer(serializers.Serializer[Any]):
    """Two transactions that are probably one transfer."""

    outgoing = EndSerializer(help_text="The transaction in which the money leaves.")
    incoming = EndSerializer(help_text="The transaction in which it arrives.")
    score = serializers.IntegerField(help_text="The confidence, per cent.")
    reasons = serializers.ListField(
        child=serializers.CharField(), help_text=("The reasons, as sentences.")
    )


@extend_schema_serializer(examples=[examples.PAIRS])
class SuggestionListSerializer(serializers.Serializer[Any]):
    """The likeliest transfers, as one page."""

    next = serializers.CharField(allow_null=True, help_text="Always null: `limit` asks for more.")
    previous = serializers.CharField(allow_null=True, help_text="Always null.")
    results = SuggestionSerializer(many=True, help_text="The likeliest first.")


@extend_schema_serializer(examples=examples.CATEGORIES)
class CategoryForPayeeSerializer(serializers.Serializer[Any]):
    """A category for a payee; all members are null where nothing speaks for one."""

    category = serializers.IntegerField(allow_null=True, help_text="The id of the category.")
    source = serializers.CharField(  # type: ignore[assignment]  # a field of this name
        allow_null=True,
        help_text="`last_use` of this payee, or `learned` from others.",
    )
    confidence = serializers.IntegerField(
        allow_null=True, help_text="The confidence, per cent, of what was learned."
    )
    reason = serializers.CharField(allow_null=True, help_text="The reason, as a sentence.")
