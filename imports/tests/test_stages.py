"""The stages of planning: rows go through all of them one by one, and are stored in batches."""

from datetime import date
from decimal import Decimal

import pytest

from imports.plan.parameters import ImportParameters
from imports.plan.rows import Planned
from imports.planning import batching
from imports.planning.batching import Batches
from imports.planning.planner import Planner
from readers.statement import Balance, BalanceKind, Row, Unreadable


def row(line, amount="-1"):
    return Row(line, date(2024, 1, line), Decimal(amount), account="Giro")


def planner(caller):
    stored = []
    return Planner(caller.book, ImportParameters(), "csv", stored.append), stored


def test_what_was_found_is_known_where_a_file_breaks_off(alice):
    def broken():
        yield row(1)
        yield row(2)
        raise Unreadable("cut_off", "The file ends in the middle.")

    plan, stored = planner(alice)
    with pytest.raises(Unreadable):
        plan.take(broken(), "", "csv")
    (giro,) = plan.summary.targets
    assert (giro.rows, giro.total, plan.rows_read, stored) == (2, -200, 2, [])


def test_a_running_balance_is_compared_with_the_rows_before_it(alice):
    def running():
        for line, balance in ((1, "99"), (2, "98"), (3, "97")):
            yield row(line)
            yield Balance(line, BalanceKind.RUNNING, Decimal(balance), account="Giro")

    plan, _ = planner(alice)
    plan.take(running(), "", "csv")
    plan.finish()
    assert plan.summary.running == [2, 0]


def test_batches_end_with_a_file_and_at_their_limits(monkeypatch):
    monkeypatch.setattr(batching, "BATCH", 3)
    monkeypatch.setattr(batching, "BATCH_LENGTH", 100)
    short, long = Planned(1, "new"), Planned(1, "new", notes="x" * 100)
    batches = Batches()
    assert list(map(len, batches.of([short] * 7))) == [3, 3, 1]
    assert list(map(len, batches.of([short, long, long, short]))) == [2, 1, 1]
    assert batches.rows == 11


def test_an_import_has_no_more_rows_than_its_limit_in_all_of_its_files(monkeypatch):
    monkeypatch.setattr(batching, "ROWS_MAX", 5)
    batches = Batches()
    assert list(map(len, batches.of([Planned(1, "new")] * 3))) == [3]
    with pytest.raises(Unreadable, match="at most 5 rows"):
        list(batches.of([Planned(1, "new")] * 3))
