"""The one thing that a file leaves open: what is asked, with rows of it read in either way."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.stored import StoredAccount
from imports.models import Import
from imports.plan.parameters import ImportParameters
from imports.plan.summary import PlanSummary
from readers.common.amounts import Amounts
from readers.tables.dates import in_order, looks_like_date, parts_of
from web.formats import MINUS, NumberForm, show_date
from web.importing.options import Field, account_field, format_field, option_fields
from web.preferences import Preferences

NOT_READ = "\N{EN DASH}"
SAMPLES = 3
"""How many rows are read both ways: enough to see which is right."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that a button gives."""

    value: str
    label: str
    readings: Sequence[str]
    """The samples, read this way."""


@dataclass(frozen=True, slots=True)
class Question:
    """What has to be stated before the file can be read."""

    option: str
    detail: str
    """What is asked, for people."""
    fields: Sequence[Field] = ()
    samples: Sequence[str] = ()
    answers: Sequence[Answer] = ()
    keys: Sequence[str] = ()
    """What the file calls accounts of which the book's has to be stated."""
    accounts: Sequence[tuple[str, str]] = ()

    @property
    def lines(self) -> list[tuple[str, list[str]]]:
        """The samples, each beside its readings."""
        return [
            (sample, [answer.readings[place] for answer in self.answers])
            for place, sample in enumerate(self.samples)
        ]


def question_of(
    imported: Import, summary: PlanSummary, accounts: Iterable[StoredAccount], form: Preferences
) -> Question | None:
    """Return what a failed import asks; None where nothing can be stated."""
    problem = json.loads(imported.problem) if imported.problem else {}
    option = problem.get("option", "")
    if not option:
        return None
    cells = _cells(summary)
    if option == "date_order":
        return _of_dates(cells, form)
    if option in ("decimal_sign", "decimal_mark"):
        return _of_decimals(option, cells, form.number_form)
    if option == "invert":
        return _of_direction(summary)
    return _of_text(option, problem["detail"], ImportParameters.load(imported.parameters), accounts)


def _of_text(
    option: str, detail: str, parameters: ImportParameters, accounts: Iterable[StoredAccount]
) -> Question:
    if option == "account":
        detail = _("The file does not name its account. Which one is it of?")
        return Question(option, detail, fields=[account_field(parameters, accounts, is_asked=True)])
    if option == "accounts":
        keys = [name for name in _quoted_names(detail) if name not in parameters.accounts]
        own = [(str(one.id), one.name) for one in accounts if not one.archived]
        return Question(option, detail, keys=keys, accounts=own)
    if option == "format":
        return Question(option, detail, fields=[format_field(parameters)])
    # Of columns, the head of the table itself is the form.
    fields = [] if option == "columns" else option_fields(option, parameters)
    return Question(option, detail, fields=fields)


def _of_dates(cells: Iterable[str], form: Preferences) -> Question:
    def read(text: str, order: str) -> str:
        parts = parts_of(text)
        day = in_order(parts, order) if parts else None
        return show_date(day, form.date_form) if day else NOT_READ

    samples = _samples(cells, lambda text: read(text, "dmy") != read(text, "mdy"))
    answers = [
        Answer(order, label, [read(text, order) for text in samples])
        for order, label in (("dmy", _("Day first")), ("mdy", _("Month first")))
    ]
    detail = _("Do the dates of the file begin with the day or with the month?")
    return Question("date_order", detail, samples=samples, answers=answers)


def _of_decimals(option: str, cells: Iterable[str], form: NumberForm) -> Question:
    def read(text: str, sign: str) -> str:
        amount = Amounts({"decimal_sign": sign}).read(text)
        return NOT_READ if amount is None else _shown(amount, form)

    samples = _samples(cells, lambda text: read(text, ".") != read(text, ","))
    answers = [
        Answer(sign, label, [read(text, sign) for text in samples])
        for sign, label in ((".", _("Decimal point")), (",", _("Decimal comma")))
    ]
    detail = _("Does the file write decimals after a point or after a comma?")
    return Question(option, detail, samples=samples, answers=answers)


def _of_direction(summary: PlanSummary) -> Question:
    rows = summary.layout.get("preview", [])[:SAMPLES]
    amounts = [next(filter(_is_amount, row), "").lstrip("+") for row in rows]
    samples = [" · ".join(cell for cell in row if cell) for row in rows]
    answers = [
        Answer("true", _("It was spent"), [f"{MINUS}{amount}" for amount in amounts]),
        Answer("false", _("It arrived"), [f"+{amount}" for amount in amounts]),
    ]
    detail = _("No amount of the file has a sign. Was this money spent, or did it arrive?")
    return Question("invert", detail, samples=samples, answers=answers)


def _is_amount(cell: str) -> bool:
    """Whether a cell may be an amount; which column has them is not known yet."""
    return not looks_like_date(cell) and Amounts({"decimal_sign": "."}).read(cell) is not None


def _cells(summary: PlanSummary) -> list[str]:
    return [cell for row in summary.layout.get("preview", []) for cell in row]


def _samples(cells: Iterable[str], differs: Callable[[str], bool]) -> list[str]:
    return [cell for cell in dict.fromkeys(cells) if differs(cell)][:SAMPLES]


def _quoted_names(detail: str) -> list[str]:
    """Return the name of the account in the sentence that asks for it: `{"USD": 1}`."""
    start, _brace, rest = detail.partition('{"')
    name, _quote, end = rest.partition('"')
    return [name] if start and end else []


def _shown(amount: Decimal, form: NumberForm) -> str:
    plain = f"{abs(amount):,f}".replace(",", "\0").replace(".", form.decimal)
    return (MINUS if amount < 0 else "") + plain.replace("\0", form.group)
