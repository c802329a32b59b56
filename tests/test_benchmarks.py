"""The benchmarks: every call answers, and the household is the same and without a fault."""

import os
import subprocess
import sys
from collections import Counter
from itertools import islice

import pytest

from benchmarks import household
from benchmarks.household import Household
from benchmarks.recurring import as_ours, of_each, score_of
from benchmarks.recurring_baselines import as_actual, as_sure
from benchmarks.recurring_household import Household as RecurringHousehold
from common.money import CURRENCIES
from schedules.cadences import CADENCES
from transactions.chart_of_accounts import ChartAccount, ChartCategory, ChartOfAccounts
from transactions.draft_rules import judge

EURO = CURRENCIES["EUR"]
IDS = household.Chart(accounts=range(1, 9), expense=range(1, 37), income=range(37, 41))
CHART = ChartOfAccounts(
    home=EURO,
    accounts={row_id: ChartAccount(row_id, EURO, archived=False) for row_id in IDS.accounts},
    categories={
        row_id: ChartCategory(row_id, kind, archived=False)
        for kind, ids in (("expense", IDS.expense), ("income", IDS.income))
        for row_id in ids
    },
    default_account=1,
)


def test_payments_that_recur_are_found_as_well_as_the_goal_says():
    houses = [RecurringHousehold(seed) for seed in range(2, 16, 2)]
    ours = score_of(houses, as_ours)
    assert ours.right >= 0.95 * ours.suggested
    assert ours.right >= 0.85 * ours.there
    assert sum(days <= 2 for days in ours.days_off) >= 0.9 * ours.right
    for way in (of_each(as_actual), of_each(as_sure)):
        assert 0 < score_of(houses, way).right < ours.right


def test_a_household_of_payments_that_recur_is_the_same_for_a_seed_and_has_each_cadence():
    one, same, other = (RecurringHousehold(seed) for seed in (2, 2, 4))
    assert one.payments == same.payments != other.payments
    assert {truth.cadence for house in (one, other) for truth in house.truths} == {*CADENCES}
    ids = [payment.id for truth in one.truths for payment in truth.payments]
    assert len(ids) == len(set(ids))


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """The URL of a database for both programs: what the first has made there, the second uses."""
    return f"sqlite:///{tmp_path_factory.mktemp('benchmarks') / 'book.sqlite3'}"


def table_of(module, *options, database):
    """The lines of the table that a program of the benchmarks prints, cut into their cells."""
    settings = {"DJANGO_SETTINGS_MODULE": "benchmarks.settings", "DATABASE_URL": database}
    command = [sys.executable, "-m", module, *options]
    done = subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return [line.split("|") for line in done.stdout.splitlines() if line.startswith("|")]


@pytest.mark.slow
def test_every_call_that_is_measured_answers_as_it_is_to(database):
    options = ("100", "--rounds=1", "--bulk=100")
    table = table_of("benchmarks.engine", *options, database=database)
    assert {len(cells) for cells in table} == {len(table[0])}
    assert len(table) == 2 + 19


@pytest.mark.slow
def test_every_page_that_is_measured_is_there(database):
    options = ("100", "200", "--rounds=1")
    table = table_of("benchmarks.pages_engine", *options, database=database)
    assert len(table) == 2 + 2 * 6


def test_the_same_seed_gives_the_same_transactions():
    once, again, other = (
        list(islice(Household(IDS, seed).drafts(100_000), 2_000)) for seed in (1, 1, 2)
    )
    assert once == again
    assert once != other


def test_every_transaction_is_without_fault_and_within_the_five_years():
    drafts = list(Household(IDS).drafts(5_000))
    assert [problem for draft in drafts for problem in judge(draft, CHART)[1]] == []
    days = [draft.date for draft in drafts]
    assert days == sorted(days)
    assert (days[0], days[-1]) == (household.FIRST_DAY, household.LAST_DAY)


def test_there_are_as_many_of_each_sort_as_stated():
    drafts = list(Household(IDS).drafts(20_000))
    sorts = Counter(draft.type for draft in drafts)
    assert 0.025 < sorts["transfer"] / len(drafts) < 0.035
    assert 0.006 < sum(draft.refund for draft in drafts) / len(drafts) < 0.010
    assert any(draft.lines for draft in drafts)
    assert any(draft.tags for draft in drafts)
