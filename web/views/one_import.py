"""One import: a page that changes with its state, from the reading of the file to its rows."""

from collections import Counter
from dataclasses import replace
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from api.pagination import Cursor, KeysetPagination
from books.models import Change
from common.errors import NotThere
from imports.endpoints.pagination import fitting_rows
from imports.models import UNFINISHED, Action, Import, State, Verdict
from imports.plan.counting import counted_actions, decisions_on
from imports.plan.parameters import ImportParameters
from imports.plan.storage import Numbered, index_of_plan, rows_beyond
from imports.plan.summary import PlanSummary
from statements.models import Statement
from statements.stored import StoredStatement, statements_with_ids
from web.category_choices import grouped, open_ones
from web.formats import show_date
from web.importing import understood
from web.importing.options import (
    account_field,
    format_field,
    handling_fields,
    named_accounts,
    usual_fields,
)
from web.importing.plan_rows import Presenter
from web.importing.question import question_of
from web.importing.words import SAYS, STATES, VERDICTS
from web.pages import BookPage
from web.views.entry_form import payees_offered

PAGE_SIZE = 50
"""As a page of the register has."""
ASK_AGAIN_SECONDS = 2
"""How soon the page asks again while a worker has the import: most files take a second or two."""


class ImportPage(BookPage):
    section = "imports"
    template = "web/pages/import.html"

    @cached_property
    def imported(self) -> Import:
        found = Import.objects.for_book(self.book).filter(pk=self.kwargs["imported"]).first()
        if found is None:
            raise NotThere
        return found

    @cached_property
    def summary(self) -> PlanSummary:
        return PlanSummary.load(self.imported.summary)

    @cached_property
    def parameters(self) -> ImportParameters:
        return ImportParameters.load(self.imported.parameters)

    def get(self, request: HttpRequest, **_args: Any) -> HttpResponse:
        return self.shown()

    def shown(
        self,
        *,
        status: int = 200,
        note: str = "",
        faults: Any = (),
        typed: Any = None,
        cell_faults: Any = None,
    ) -> HttpResponse:
        """Answer with the page in the state that the import is in now."""
        self.title = self.imported.file_name
        state = self.imported.state
        context = {
            "imported": self.imported,
            "here": reverse("web:import", args=[self.book.pk, self.imported.pk]),
            "state": STATES[state],
            "note": note,
            "faults": faults,
            "is_unfinished": state in UNFINISHED,
            "can_change": self.may_write and state in (State.PLANNED, State.FAILED),
            "can_discard": self.may_write and state not in (State.COMMITTING, State.COMMITTED),
        }
        if state in UNFINISHED:
            context |= self.progress()
        elif state == State.COMMITTED:
            context |= self.done()
        else:
            context |= self.reading()
        if state in (State.PLANNED, State.COMMITTED):
            context |= self.plan(typed, cell_faults)
        return self.render(context, status=status)

    def progress(self) -> dict[str, Any]:
        """Return how far the worker has come."""
        one = self.imported
        # All may be read, and not yet planned: the bar ends when the state changes.
        percent = min(99, 100 * one.bytes_read // max(1, one.bytes_in_all))
        return {"percent": percent, "rows_read": one.rows_read, "again": ASK_AGAIN_SECONDS}

    def done(self) -> dict[str, Any]:
        """Return what was recorded, and how it is undone."""
        number = self.imported.change_number
        change = Change.objects.filter(book=self.book, number=number).first() if number else None
        undo = reverse("web:undo", args=[self.book.pk, number])
        if change and not change.undone_by and "HX-Request" in self.request.headers:
            # Asked for by the page that waited for it.
            count = self.imported.recorded
            says = ngettext(
                "Recorded %(count)d transaction", "Recorded %(count)d transactions", count
            )
            messages.success(self.request, says % {"count": count}, extra_tags=str(number))
        return {
            "undo": undo if change and not change.undone_by else "",
            "is_undone": bool(change and change.undone_by),
            "rows_address": understood.rows_address(self.book, self.summary),
            "statements": self.statements(number) if change and not change.undone_by else [],
        }

    def statements(self, number: int) -> list[tuple[str, str, StoredStatement]]:
        """Return what the file made of its balances: where each is, its day, and itself."""
        made = Statement.objects.for_book(self.book).filter(created_in=number)
        found = statements_with_ids(self.book.pk, list(made.values_list("pk", flat=True)))
        return [
            (
                reverse("web:statement", args=[self.book.pk, one.id]),
                _("%(account)s, %(day)s")
                % {
                    "account": self.names.account(one.account_id),
                    "day": show_date(one.date, self.preferences.date_form),
                },
                one,
            )
            for one in found
        ]

    def reading(self) -> dict[str, Any]:
        """Return what was understood of the file, what it asks, and the form that changes it."""
        accounts = self.names.accounts.values()
        question = question_of(self.imported, self.summary, accounts, self.preferences)
        if question and self.money.hidden:
            question = replace(question, samples=())
        return {
            "question": question if self.imported.state == State.FAILED else None,
            "problem": understood.problem_of(self.imported),
            "facts": understood.facts(self.imported, self.summary, self.names, self.preferences),
            "decided": understood.decisions(self.summary),
            "columns": understood.columns(self.summary),
            # The lines of the file have amounts in clear.
            "preview": [] if self.money.hidden else self.summary.layout.get("preview", []),
            "roles": understood.role_choices(),
            "named": named_accounts(self.summary.targets, self.parameters, accounts),
            "fields": [
                account_field(self.parameters, accounts),
                format_field(self.parameters),
                *usual_fields(self.imported.format, self.parameters),
                *handling_fields(self.parameters),
            ],
        }

    def plan(self, typed: Any, cell_faults: Any) -> dict[str, Any]:
        """Return the plan: what it makes, whether it adds up, and a page of its rows."""
        summary = self.summary
        index = index_of_plan(self.imported)
        decided = decisions_on(self.imported)
        counts: Counter[str] = sum((Counter(part) for _first, part in index), Counter())
        verdict = self.verdict(counts)
        found, before, after = self.page_of_rows(verdict, index)
        presenter = Presenter(self.imported, self.names, self.money, self.preferences)
        is_planned = self.imported.state == State.PLANNED
        actions = counted_actions(self.imported, index, decided) if is_planned else {}
        is_outdated = is_planned and self.imported.as_of != self.book.last_change
        paths, further = understood.made_categories(summary)
        return {
            "tabs": [
                {"verdict": name, "label": label, "count": counts.get(name, 0)}
                for name, label in VERDICTS.items()
                if counts.get(name)
            ],
            "verdict": verdict,
            "verdict_name": VERDICTS.get(verdict, ""),
            "verdict_says": SAYS.get(verdict, ""),
            "rows": presenter.rows(found, decided, typed, cell_faults),
            "before": before,
            "after": after,
            "groups": grouped(open_ones(self.names)) if self.may_write and is_planned else (),
            "payees": self.payees() if self.may_write and is_planned else (),
            "adds": actions.get(Action.ADD, 0),
            "matches": actions.get(Action.MATCH, 0),
            "row_count": sum(counts.values()),
            "is_planned": is_planned,
            "is_outdated": is_outdated,
            "sums": understood.sums(self.book, summary, self.names, self.money, self.preferences)
            if is_planned and not is_outdated
            else (),
            "own_balances": understood.own_balances(summary),
            "hold": summary.hold,
            "made_accounts": understood.made_accounts(summary, self.money),
            "made_categories": paths,
            "further_categories": further,
            "warnings": [detail for _code, detail in summary.warnings],
        }

    def payees(self) -> list[str]:
        """Return the names that the field for a payee offers."""
        return payees_offered(self.book)

    def verdict(self, counts: Any) -> str:
        """Return the verdict whose rows are listed: by default what needs a look first."""
        asked = self.request.GET.get("verdict", "")
        if asked in Verdict.values:
            return asked
        return next((name for name in VERDICTS if counts.get(name)), Verdict.NEW.value)

    def page_of_rows(self, verdict: str, index: Any) -> tuple[list[Numbered], str, str]:
        """Return the rows of this page, and the queries of the pages before and after it."""
        try:
            cursor = Cursor.decode(self.request.GET.get("cursor", ""))
            (key,) = KeysetPagination().checked_key(cursor.key)
            back = cursor.back
        except ValueError:
            key, back = None, False
        found = rows_beyond(
            self.imported, key, PAGE_SIZE + 1, verdicts=[verdict], back=back, index=index
        )
        shown = fitting_rows(found[:PAGE_SIZE])
        more = len(found) > len(shown)
        if back:
            shown.reverse()
        if not shown:
            return [], "", ""
        before = more if back else key is not None
        after = True if back else more
        return (
            shown,
            self._beyond(shown[0], verdict, back=True) if before else "",
            self._beyond(shown[-1], verdict, back=False) if after else "",
        )

    def _beyond(self, row: Numbered, verdict: str, *, back: bool) -> str:
        cursor = Cursor(back=back, key=(row.number,)).encode()
        return f"?verdict={verdict}&cursor={cursor}"
