"""The buttons of a form that splits an amount: more lines, fewer, and the rest shared out."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from common.integers import number_of
from transactions.models import PostingKind
from web.category_choices import grouped
from web.formats import show_amount
from web.forms.entry import EntryForm, open_categories
from web.forms.schedules import ScheduleForm
from web.forms.split import SplitLines, TypedLine
from web.pages import BookPage
from web.reading.amounts import read_amount
from web.reading.refusals import NotRead

SHARES = {
    "rest": SplitLines.give_rest,
    "evenly": SplitLines.give_evenly,
    "proportion": SplitLines.give_by_proportion,
}
"""The buttons that share the amount among the lines."""
LINES_FIRST = 2
"""How many empty lines a new split begins with."""


SplitForm = EntryForm | ScheduleForm


class SplitButtons(BookPage):
    """A page whose form splits an amount."""

    def was_pressed(self, form: SplitForm) -> bool:
        """Do what a button does that only changes the form; return whether one was pressed."""
        do = self.request.POST.get("do", "")
        if do not in {"lines", "unsplit", *SHARES} and not do.startswith("drop-"):
            return False
        # What was typed is shown again without a word about its faults: nothing is saved yet.
        form.errors.clear()
        form.split.lines = [replace(line, fault="") for line in form.split.lines]
        if do == "lines":
            self.add_lines(form)
        elif do == "unsplit":
            form.split.lines = []
        elif do in SHARES:
            self.share(form, do)
        else:
            form.split.lines = [one for one in form.split.lines if f"drop-{one.number}" != do]
        return True

    def split_context(self, form: SplitForm, recent: Sequence[int]) -> dict[str, Any]:
        """Return what the lines are shown with; nothing where there are none."""
        if not form.split:
            return {}
        groups = grouped(open_categories(self.names, form.kept), recent)
        return {"groups": groups, **self.rest_now(form)}

    def add_lines(self, form: SplitForm) -> None:
        """Give the split another line, or begin one: its first line has the category so far."""
        if form.split:
            form.split.lines += _blank(form.split, 1)
            return
        name = "category_in" if form["type"].value() == PostingKind.INCOME else "category_out"
        first, *others = _blank(form.split, LINES_FIRST)
        form.split.lines = [replace(first, category=str(form[name].value() or "")), *others]

    def share(self, form: SplitForm, how: str) -> None:
        """Give the lines of a split what they leave open of the amount, if that can be read."""
        account = self.names.accounts.get(number_of(str(form["account"].value())))
        if account is None:
            return
        numbers = self.preferences.number_form
        form.split.read(account.money, numbers)
        with suppress(NotRead):
            total = abs(read_amount(str(form["amount"].value()), account.money, numbers).minor)
            SHARES[how](form.split, total, lambda minor: show_amount(minor, account.money, numbers))

    def rest_now(self, form: SplitForm) -> dict[str, Any]:
        """Return what the lines leave open, as far as the amounts can be read."""
        account = self.names.accounts.get(number_of(str(form["account"].value())))
        if account is None:
            return {}
        numbers = self.preferences.number_form
        split = replace(form.split)  # whose lines are not found faulty by being looked at
        split.read(account.money, numbers)
        try:
            total = read_amount(str(form["amount"].value()), account.money, numbers).minor
        except NotRead:
            return {}
        rest = abs(total) - split.total
        return {"rest": show_amount(rest, account.money, numbers), "adds_up": not rest}


def _blank(split: SplitLines, count: int) -> list[TypedLine]:
    first = len(split.lines) + 1
    return [TypedLine(number) for number in range(first, first + count)]
