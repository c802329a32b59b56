"""Several at the same moment: people and workers at one import, and two files at one book."""

import time
from functools import partial

import pytest

from books.integrity.examination import examine
from books.models import Change
from imports import services
from imports.models import Import, RefusedPair
from imports.plan.problems import WORKER_DIED
from imports.plan.summary import PlanSummary
from imports.tests.sending import committed, planned, rows_of, sent, stored, table, worked
from imports.worker.pipeline import take_further
from tests.cast import made
from tests.concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CALLERS = 4
ROUNDS = 3
ROWS = (("2024-01-05", "-3.40", "Bakery"), ("2024-01-09", "-42.00", "Market"))
JANUARY = table(*ROWS)
WORKERS_STEPS = {
    "fail": lambda one: services.fail(one, {"code": "not_read", "detail": "Not read."}),
    "hold": lambda one: services.hold(one, {"code": "outdated", "detail": "Overtaken."}),
    "give up": lambda one: services.give_up(one, WORKER_DIED),
    "read again": services.read_again,
    "finish": lambda one: services.finish_commit(one, number=0, recorded=0, summary=PlanSummary()),
}
YEAR = "transfer-suggestions/?start_date=2024-01-01&end_date=2024-12-31"


def imports_in(caller):
    """How many changes of the caller's book an import made."""
    return Change.objects.filter(book=caller.book, cause="import").count()


def asked_to_commit(caller, row_id):
    return caller.post(f"imports/{row_id}/commit/")


def test_uploads_under_one_key_at_once_are_one_import(alice, cash):
    for number in range(ROUNDS):
        key = {"headers": {"Idempotency-Key": f"key {number}"}}
        answers = at_once(*[partial(sent, alice, JANUARY, extra=key, account=cash)] * CALLERS)
        assert len({made(answer, 202)["id"] for answer in answers}) == 1
        assert Import.objects.count() == number + 1


def test_a_plan_is_committed_once_however_many_ask_for_it_at_once(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    answers = at_once(*[partial(asked_to_commit, alice, shown["id"])] * CALLERS)
    assert {made(answer, 202)["state"] for answer in answers} == {"committing"}
    at_once(*[partial(take_further, shown["id"])] * CALLERS)
    assert made(alice.get(f"imports/{shown['id']}/"))["recorded"] == 2
    assert (len(stored(alice)), imports_in(alice)) == (2, 1)


def test_a_commit_that_is_asked_for_while_a_worker_is_at_it_is_that_one(alice, cash):
    for number in range(ROUNDS):
        shown = planned(alice, table((f"2024-0{number + 1}-05", "-3.40", "Bakery")), account=cash)
        made(asked_to_commit(alice, shown["id"]), 202)
        asks = [partial(asked_to_commit, alice, shown["id"])] * CALLERS
        *answers, _ = at_once(*asks, partial(take_further, shown["id"]))
        assert {answer.status_code for answer in answers} == {202}
        assert worked(alice, shown["id"])["state"] == "committed"
        assert (len(stored(alice)), imports_in(alice)) == (number + 1, number + 1)


def test_several_workers_at_one_import_make_one_change(alice, cash):
    for number in range(ROUNDS):
        text = table((f"2024-0{number + 1}-05", "-3.40", "Bakery"))
        row_id = made(sent(alice, text, query="?commit=auto", account=cash), 202)["id"]
        at_once(*[partial(take_further, row_id)] * CALLERS)
        done = made(alice.get(f"imports/{row_id}/"))
        assert (done["state"], done["recorded"], done["rows"]["new"]) == ("committed", 1, 1)
        assert [row["verdict"] for row in rows_of(alice, row_id)] == ["new"]
        assert (len(stored(alice)), imports_in(alice)) == (number + 1, number + 1)
    assert examine(alice.book) == []


def test_workers_who_come_to_a_file_that_adds_nothing_agree_on_that(alice, cash):
    committed(alice, JANUARY, account=cash)
    for _ in range(ROUNDS):
        row_id = made(sent(alice, JANUARY, query="?commit=auto", account=cash), 202)["id"]
        at_once(*[partial(take_further, row_id)] * CALLERS)
        done = made(alice.get(f"imports/{row_id}/"))
        assert (done["state"], done["recorded"], done["problem"]) == ("committed", 0, None)
        assert done["rows"]["known"] == 2


@pytest.mark.parametrize("step", WORKERS_STEPS.values(), ids=WORKERS_STEPS)
def test_a_worker_who_is_late_leaves_alone_what_another_has_finished(alice, cash, step):
    row_id = made(sent(alice, JANUARY, query="?commit=auto", account=cash), 202)["id"]
    as_it_was = Import.objects.get(pk=row_id)
    done = worked(alice, row_id)
    with pytest.raises(services.Superseded):
        step(as_it_was)
    assert made(alice.get(f"imports/{row_id}/")) == done


def test_a_commit_beside_another_change_of_the_book_comes_before_it_or_is_held(alice, cash):
    for number in range(ROUNDS):
        shown = planned(alice, table((f"2024-0{number + 1}-05", "-3.40", "Bakery")), account=cash)
        made(asked_to_commit(alice, shown["id"]), 202)
        day = f"2024-0{number + 1}-20"
        at_once(
            partial(take_further, shown["id"]),
            partial(alice.transaction, account=cash, amount="7.00", date=day),
        )
        done = made(alice.get(f"imports/{shown['id']}/"))
        if done["state"] == "planned":
            assert (done["problem"]["code"], done["outdated"]) == ("outdated", True)
            made(alice.post(f"imports/{shown['id']}/plan/"), 202)
            worked(alice, shown["id"])
            made(asked_to_commit(alice, shown["id"]), 202)
            done = worked(alice, shown["id"])
        assert (done["state"], done["recorded"]) == ("committed", 1)
        assert len(stored(alice)) == 2 * (number + 1)
    assert examine(alice.book) == []


def test_two_files_for_scripts_at_once_are_both_recorded_and_their_common_rows_once(alice, cash):
    for number in range(1, ROUNDS + 1):
        both = (f"2024-0{number}-10", "-5.00", "In both")
        texts = [
            table((f"2024-0{number}-09", "-42.00", "First"), both),
            table(both, (f"2024-0{number}-11", "-7.00", "Second")),
        ]
        ids = [
            made(sent(alice, text, query="?commit=auto", account=cash), 202)["id"] for text in texts
        ]
        at_once(*[partial(take_further, row_id) for row_id in ids])
        done = [made(alice.get(f"imports/{row_id}/")) for row_id in ids]
        assert [one["state"] for one in done] == ["committed"] * 2
        assert sorted(one["recorded"] for one in done) == [1, 2]
        assert len(stored(alice)) == 3 * number
    assert examine(alice.book) == []


def test_a_decision_that_is_taken_while_the_plan_is_committed_holds_or_is_refused(alice, cash):
    for number in range(1, ROUNDS + 1):
        text = table(*((f"2024-0{number}-{day:02}", "-1.00", "Shop") for day in (3, 4)))
        shown = planned(alice, text, account=cash)
        address = f"imports/{shown['id']}/rows/"

        def commit(row_id=shown["id"]):
            answer = asked_to_commit(alice, row_id)
            take_further(row_id)
            return answer

        decided, asked = at_once(
            partial(alice.patch, address, [{"row": 1, "action": "skip"}], format="json"), commit
        )
        assert (decided.status_code, asked.status_code) in {(200, 202), (409, 202)}
        done = made(alice.get(f"imports/{shown['id']}/"))
        assert (done["state"], done["recorded"]) == (
            ("committed", 1) if decided.status_code == 200 else ("committed", 2)
        )


def test_an_import_is_thrown_away_or_committed_but_not_both(alice, cash):
    for number in range(ROUNDS):
        shown = planned(alice, table((f"2024-0{number + 1}-05", "-3.40", "Bakery")), account=cash)
        before = len(stored(alice))
        thrown, asked = at_once(
            partial(alice.delete, f"imports/{shown['id']}/"),
            partial(asked_to_commit, alice, shown["id"]),
        )
        take_further(shown["id"])
        codes = (thrown.status_code, asked.status_code)
        assert codes in {(204, 404), (409, 202)}
        assert len(stored(alice)) == before + (codes == (409, 202))


def test_under_one_tag_one_of_several_changes_is_made(alice, cash):
    for _ in range(ROUNDS):
        shown = planned(alice, JANUARY, account=cash)
        tag = alice.get(f"imports/{shown['id']}/")["ETag"]
        path = f"imports/{shown['id']}/rows/"
        works = [
            partial(
                *(alice.patch, path, [{"row": 1, "payee": f"Payee {number}"}]),
                format="json",
                headers={"If-Match": tag},
            )
            for number in range(CALLERS)
        ]
        answers = at_once(*works)
        (won,) = [n for n, answer in enumerate(answers) if answer.status_code == 200]
        assert {answer.status_code for answer in answers} == {200, 412}
        assert rows_of(alice, shown["id"])[0]["payee"] == f"Payee {won}"


def two_sides(alice, cash):
    """The ids of a likely transfer."""
    savings = alice.account()["id"]
    out = alice.transaction(account=cash, amount="200.00", date="2024-02-05")["id"]
    into = alice.transaction(type="income", account=savings, amount="200.00", date="2024-02-06")
    return {"outgoing": out, "incoming": into["id"]}


def test_a_likely_transfer_is_accepted_once(alice, cash):
    pair = two_sides(alice, cash)
    answers = at_once(*[partial(alice.post, "transfer-suggestions/accept/", pair)] * CALLERS)
    assert sorted(answer.status_code for answer in answers) == [200, *[400] * (CALLERS - 1)]
    assert [row["type"] for row in made(alice.get("transactions/"))["results"]] == ["transfer"]


def test_accepting_under_one_key_at_once_has_one_effect_and_one_answer(alice, cash):
    pair = two_sides(alice, cash)

    def accept():
        while True:
            key = {"Idempotency-Key": "one"}
            answer = alice.post("transfer-suggestions/accept/", pair, headers=key)
            if answer.status_code != 409:
                return answer
            time.sleep(0.01)

    answers = at_once(*[accept] * CALLERS)
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1


def test_a_likely_transfer_is_refused_by_all_who_refuse_it(alice, cash):
    pair = two_sides(alice, cash)
    answers = at_once(*[partial(alice.post, "transfer-suggestions/refuse/", pair)] * CALLERS)
    assert {answer.status_code for answer in answers} == {204}
    assert RefusedPair.objects.count() == 1
    assert made(alice.get(YEAR))["results"] == []
