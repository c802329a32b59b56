"""A schedule is added, or changed: all of it, or from a day on."""

from calendar import monthrange
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from books.unit_of_work import UnitOfWork
from common.errors import Invalid, NotThere
from common.integers import number_of
from common.money import Currency, to_minor
from common.periods import Month
from common.recurrence import Frequency, Missing, Recurrence, Shift
from schedules import services
from schedules.accepting import create_with_payments, open_suggestion
from schedules.choices import (
    EARLY_DAYS_DEFAULT,
    LATE_DAYS_DEFAULT,
    OF_LAST_DEFAULT,
    PERCENT_DEFAULT,
    AmountRule,
    CatchUp,
)
from schedules.drafts import PhaseDraft
from schedules.models import Schedule
from schedules.stored import StoredPhase, tags_of
from schedules.suggestions import Suggestion, named, suggested
from transactions.amending import is_flat
from transactions.labels import resolve
from transactions.models import Payee, PostingKind
from transactions.stored import StoredTransaction, transactions_with_ids
from web.figures.schedule_list import listed_phases
from web.formats import show_amount, show_date, within_sentence
from web.forms.entry import Kept
from web.forms.recurrence import typed_recurrence
from web.forms.schedules import (
    LAST_PHASE,
    NEW_PHASE,
    RECORDS,
    WAITS,
    ScheduleForm,
    category_field,
)
from web.forms.split import SplitLines, TypedLine
from web.forms.typed_entry import typed_fields, typed_lines
from web.pages import Outcome
from web.reading.label_names import show_tags
from web.recent_categories import recently_used
from web.rows import called
from web.views.entry_form import payees_offered
from web.views.of_schedule import OfSchedule
from web.views.split_buttons import SplitButtons
from web.views.things import ThingPage, row_of


class ScheduleFormPage(ThingPage, SplitButtons):
    """What a new schedule and a stored one have in common: the form."""

    section = "schedules"
    template = "web/pages/schedule_form.html"
    phases: "tuple[StoredPhase, ...]" = ()
    """Those that are stored."""
    stated: Sequence[PhaseDraft] = ()
    """The same, as they were stated."""
    key = ""
    """That of the suggestion which the form is of, if any."""

    @cached_property
    def recent(self) -> list[int]:
        """The ids of the categories that were used last."""
        return recently_used(self.book)

    def form(self, data: Any, initial: dict[str, Any] | None = None) -> ScheduleForm:
        kept = services.kept_by(self.stated)
        return ScheduleForm(
            data,
            names=self.names,
            preferences=self.preferences,
            kept=Kept(kept.accounts, kept.categories),
            scopes=self.scopes(),
            found=bool(self.key),
            recent=self.recent,
            initial=initial,
        )

    def scopes(self) -> list[tuple[str, str]]:
        """Return the parts of the schedule that can be changed; none of a new one."""
        if not self.phases:
            return []
        since = show_date(self.phases[-1].starts, self.preferences.date_form)
        both = len(self.phases) > 1
        whole = _("All from %(day)s on") % {"day": since} if both else _("All of them")
        return [(LAST_PHASE, whole), (NEW_PHASE, _("Those from another day on"))]

    def context(self) -> dict[str, Any]:
        return {"payees": payees_offered(self.book)}

    def shown(self, form: Any, *, status: int = 200) -> HttpResponse:
        """Answer with the form, and what the lines of its split leave open."""
        of_split = self.split_context(form, self.recent)
        return self.render({"form": form, **of_split, **self.context()}, status=status)

    def values(self, uow: UnitOfWork, form: ScheduleForm) -> dict[str, Any]:
        """Return what a valid form states of all phases; a payee is made on its first use."""
        named = resolve(uow, Payee, [form.cleaned_data["payee"]])
        payee = next((row_of(uow.book, Payee, one.pk) for one in named.values()), None)
        return {**form.values(), "payee": payee}

    def typed(self, minor: int | None, money: Currency) -> str:
        """Return an amount as a person types it."""
        numbers = self.preferences.number_form
        return "" if minor is None else show_amount(minor, money, numbers)


class NewSchedule(ScheduleFormPage):
    title = gettext_lazy("New schedule")
    fields_of = {"key": "match"}

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        """Show the form, filled with what the transaction has that the address names, if any."""
        default = self.names.default_account()
        today = show_date(self.preferences.today(), self.preferences.date_form)
        initial = {
            "type": PostingKind.EXPENSE.value,
            "account": str(default.id) if default else None,
            **typed_recurrence(self.monthly(), self.preferences),
            "amount_rule": AmountRule.EXACT.value,
            "percent": PERCENT_DEFAULT,
            "of_last": OF_LAST_DEFAULT,
            "recording": WAITS,
            "records_from": today,
            "catch_up": CatchUp.ALL.value,
            "early": EARLY_DAYS_DEFAULT,
            "late": LATE_DAYS_DEFAULT,
        }
        if self.entry is not None:
            initial |= self.as_entry(self.entry)
        if "found" in request.GET:
            if self.found is None:
                raise NotThere
            initial |= self.as_found(self.found)
        form = self.form(None, initial)
        if self.entry is not None:
            form.split = typed_lines(self.entry, self.preferences)
        return self.shown(form)

    def monthly(self, on: tuple[str, ...] = (), start: Any = None) -> Recurrence:
        start = start or self.preferences.today()
        return Recurrence(Frequency.MONTH, 1, start, on=on, missing=Missing.CLAMP, shift=Shift.NONE)

    @cached_property
    def entry(self) -> StoredTransaction | None:
        """The transaction that the address names; None for none. Raises NotThere."""
        if "entry" not in self.request.GET:
            return None
        return self.stored_entry(number_of(self.request.GET["entry"]))

    def stored_entry(self, entry_id: int) -> StoredTransaction:
        found = transactions_with_ids(self.book.pk, [entry_id])
        if not found:
            raise NotThere
        return found[0]

    def as_entry(self, row: StoredTransaction) -> dict[str, Any]:
        """Return the fields of a schedule that recurs each month on the day of a transaction."""
        fields = typed_fields(row, self.preferences)
        common = (
            "type",
            "amount",
            "payee",
            "account",
            "to_account",
            "to_amount",
            "description",
            "tags",
        )
        return {
            **{name: fields[name] for name in common},
            category_field(row.type): fields["category_out"] if is_flat(row) else "",
            "name": called(row, self.names),
            **typed_recurrence(self.after(row), self.preferences),
        }

    @property
    def key(self) -> str:  # type: ignore[override]  # of the address
        return str(self.request.GET.get("found", ""))

    @cached_property
    def found(self) -> Suggestion | None:
        """The suggestion that the address names; None where there is none by now."""
        return named(suggested(self.book, self.preferences.today()).open, self.key)

    def context(self) -> dict[str, Any]:
        of_form = super().context()
        if not self.key or self.found is None:
            return of_form
        payments = [payment for _, payment in self.found.series.hits]
        first, last = (
            show_date(one.date, self.preferences.date_form) for one in (payments[0], payments[-1])
        )
        return {**of_form, "payments": len(payments), "first": first, "last": last}

    def as_found(self, one: Suggestion) -> dict[str, Any]:
        """Return the fields of a schedule that is suggested."""
        return {
            **self.as_entry(self.stored_entry(one.series.newest.id)),
            category_field(one.group.type): str(one.category_id or ""),
            "amount_rule": one.amount_rule.value,
            "name": one.payee.name,
            **typed_recurrence(one.recurrence, self.preferences),
            "match": True,
        }

    def after(self, row: StoredTransaction) -> Recurrence:
        """Return the months after that of a transaction, from this one on, on its day."""
        # An old one says little of the months since.
        month = max(Month.of(row.date).shifted(1), Month.of(self.preferences.today()))
        _first, length = monthrange(month.year, month.month)
        if row.date.day <= length:
            return self.monthly(start=row.date.replace(year=month.year, month=month.month))
        # A month that is too short moves the one day, not all of them.
        return self.monthly((str(row.date.day),), month.last)

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        form = self.form(request.POST)
        if self.was_pressed(form):
            return self.shown(form)
        form.split.drop_blank()
        return self.saved(form, lambda uow: self.made(uow, form))

    def made(self, uow: UnitOfWork, form: ScheduleForm) -> Outcome:
        values = self.values(uow, form)
        try:
            if form.cleaned_data.get("match"):
                one = open_suggestion(uow.book, self.key, self.preferences.today())
                row = create_with_payments(uow, one, form.phase(), **values)
            else:
                row = services.create_schedule(uow, phases=[form.phase()], **values)
        except Invalid as refused:
            raise Invalid(form.placed(refused.problems, 0)) from None
        says = _("Added the schedule %(name)s") % {"name": within_sentence(row.name)}
        return Outcome(says, reverse("web:schedule", args=[self.book.pk, row.pk]))


class EditSchedule(ScheduleFormPage, OfSchedule):
    @property
    def title(self) -> str:  # type: ignore[override]  # of the schedule
        return self.schedule.name

    @cached_property
    def phases(self) -> "tuple[StoredPhase, ...]":  # type: ignore[override]  # of the schedule
        return tuple(self.schedule.phases)

    @cached_property
    def stated(self) -> "Sequence[PhaseDraft]":  # type: ignore[override]  # of the schedule
        return services.phase_drafts_of(self.schedule)

    def context(self) -> dict[str, Any]:
        return {
            **super().context(),
            "schedule": self.schedule,
            "phases": list(listed_phases(self.lister, self.schedule, {})),
            # A form is made of what was read already; one that is stale is of a newer row.
            "version": self.version(self.row if self.is_stale else self.schedule),
        }

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        form = self.form(None, self.initial())
        form.split = self.stored_split()
        return self.shown(form)

    def stored_split(self) -> SplitLines:
        """Return the lines of the last phase, as a person types them."""
        money = self.phases[-1].money
        return SplitLines(
            [
                TypedLine(
                    number,
                    category=str(line.category or ""),
                    text=line.description,
                    amount=self.typed(to_minor(line.amount, money), money),
                )
                for number, line in enumerate(self.stated[-1].split, start=1)
            ]
        )

    def initial(self) -> dict[str, Any]:
        """Return what is stored, as a person types it: of the phases, the last one."""
        schedule, phase = self.schedule, self.phases[-1]
        today = self.preferences.today()
        return {
            "name": schedule.name,
            "type": schedule.type,
            "payee": schedule.payee or "",
            "description": schedule.description,
            "tags": show_tags(tag.name for tag in tags_of([schedule.pk])[schedule.pk]),
            "recording": RECORDS if schedule.records_from else WAITS,
            "records_from": self.day(schedule.records_from or today),
            "catch_up": schedule.catch_up,
            "early": schedule.early,
            "late": schedule.late,
            **typed_recurrence(phase.recurrence, self.preferences),
            "account": str(phase.account_id),
            "to_account": str(phase.to_account_id or ""),
            category_field(schedule.type): str(phase.category_id or ""),
            "amount_rule": phase.amount_rule,
            "amount": self.typed(phase.amount or None, phase.money),
            "highest": self.typed(phase.highest, phase.money),
            "percent": phase.percent,
            "of_last": phase.of_last,
            "to_amount": self.typed(phase.to_amount, phase.to_money),
            "scope": LAST_PHASE,
            "since": "",
        }

    def day(self, day: Any) -> str:
        return show_date(day, self.preferences.date_form)

    def post(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        form = self.form(request.POST)
        if self.was_pressed(form):
            return self.shown(form)
        form.split.drop_blank()
        return self.saved(form, lambda uow: self.changed(uow, form))

    def changed(self, uow: UnitOfWork, form: ScheduleForm) -> Outcome:
        row = row_of(uow.book, Schedule, self.kwargs["schedule"])
        self.check_version(row)
        before = list(self.stated)
        earlier = before if form.begins_phase else before[:-1]
        values = {**self.values(uow, form), "phases": [*earlier, form.phase()]}
        try:
            services.amend_schedule(uow, row, self.preferences.today(), **values)
        except Invalid as refused:
            raise Invalid(form.placed(refused.problems, len(earlier))) from None
        says = _("Saved the schedule %(name)s") % {"name": within_sentence(row.name)}
        return Outcome(says, self.own_address)
