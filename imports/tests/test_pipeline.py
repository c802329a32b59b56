"""A file on its way into the book: uploaded, planned, looked through, decided on, committed."""

import time

import pytest

from books.models import Change, Membership, Role
from imports.models import Decision, FilePart, Import, PlanPart
from imports.tests.sending import committed, planned, rows_of, sent, stored, table, worked
from imports.worker import pipeline as running
from imports.worker.pipeline import take_further
from tests.cast import faults, joined, made

JANUARY = table(
    ("2024-01-05", "-3.40", "Bakery"),
    ("2024-01-09", "-42.00", "Market"),
    ("2024-01-31", "2100.00", "Employer"),
)


def test_an_upload_is_answered_at_once_and_worked_on_later(alice, cash):
    response = sent(alice, JANUARY, account=cash)
    shown = made(response, 202)
    assert response["Location"] == f"/api/v1/imports/{shown['id']}/"
    assert (shown["state"], shown["format"]) == ("waiting", "csv")
    assert shown["progress"] == {"rows_read": 0, "rows_planned": 0, "percent": 0}
    assert stored(alice) == []


def test_an_answer_that_waits_comes_when_the_worker_is_done(alice, cash, monkeypatch):
    def worked_meanwhile(_seconds):
        take_further(Import.objects.get().pk)

    monkeypatch.setattr(time, "sleep", worked_meanwhile)
    shown = made(sent(alice, JANUARY, query="?commit=auto&wait=30", account=cash), 202)
    assert (shown["state"], shown["recorded"]) == ("committed", 3)


def test_an_answer_waits_no_longer_than_was_asked(alice, cash):
    shown = made(sent(alice, JANUARY, query="?wait=1", account=cash), 202)
    assert shown["state"] == "waiting"
    assert faults(sent(alice, JANUARY, query="?wait=31", account=cash)) == {("?wait", "max_value")}


def test_a_plan_shows_every_row_and_changes_nothing(alice, cash):
    before = made(alice.get("book/"))["last_change"]
    shown = planned(alice, JANUARY, account=cash)
    assert shown["state"] == "planned"
    assert shown["progress"] == {"rows_read": 3, "rows_planned": 3, "percent": 100}
    assert shown["rows"] == {"new": 3, "known": 0, "probable": 0, "deleted": 0, "faulty": 0}
    assert [r["amount"] for r in rows_of(alice, shown["id"])] == ["-3.40", "-42.00", "2100.00"]
    (account,) = shown["accounts"]
    assert (account["account"], account["total"], account["rows"]) == (cash, "2054.60", 3)
    assert stored(alice) == []
    assert made(alice.get("book/"))["last_change"] == before


def test_a_commit_records_the_plan_as_one_change(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    made(alice.post(f"imports/{shown['id']}/commit/"), 202)
    done = worked(alice, shown["id"])
    assert (done["state"], done["recorded"]) == ("committed", 3)
    assert stored(alice) == [
        ("2024-01-05", "-3.40", "Bakery"),
        ("2024-01-09", "-42.00", "Market"),
        ("2024-01-31", "2100.00", "Employer"),
    ]
    newest = made(alice.get("history/"))["results"][0]
    assert (newest["number"], newest["cause"]) == (done["change"], "import")


def test_one_undo_takes_an_import_back_and_one_redo_brings_it_again(alice, cash):
    change = committed(alice, JANUARY, account=cash)["change"]
    made(alice.post(f"history/{change}/undo/"))
    assert stored(alice) == []
    made(alice.post(f"history/{change + 1}/undo/"))
    assert len(stored(alice)) == 3


def test_an_import_that_was_undone_can_be_made_again(alice, cash):
    change = committed(alice, JANUARY, account=cash)["change"]
    made(alice.post(f"history/{change}/undo/"))
    assert committed(alice, JANUARY, account=cash)["recorded"] == 3


def test_an_import_that_was_undone_and_redone_is_known(alice, cash):
    change = committed(alice, JANUARY, account=cash)["change"]
    made(alice.post(f"history/{change}/undo/"))
    made(alice.post(f"history/{change + 1}/undo/"))
    assert committed(alice, JANUARY, account=cash)["recorded"] == 0


def test_what_was_decided_about_rows_is_done(alice, cash):
    category = alice.category(name="Bread")["id"]
    other = alice.account(name="Other", currency="EUR")["id"]
    shown = planned(alice, JANUARY, account=cash)
    decisions = [
        {"row": 1, "category": category, "payee": "The bakery"},
        {"row": 2, "action": "skip"},
        {"row": 3, "account": other},
    ]
    response = alice.patch(f"imports/{shown['id']}/rows/", decisions, format="json")
    assert made(response) == {"decided": 3}
    first, second, third = rows_of(alice, shown["id"])
    assert (first["payee"], first["category"]["id"]) == ("The bakery", category)
    assert (second["action"], third["account"]["id"]) == ("skip", other)
    alice.post(f"imports/{shown['id']}/commit/")
    assert worked(alice, shown["id"])["recorded"] == 2
    assert stored(alice, category=category) == [("2024-01-05", "-3.40", "The bakery")]
    assert stored(alice, account=other) == [("2024-01-31", "2100.00", "Employer")]
    # Wherever it went, the file has had it.
    assert planned(alice, JANUARY, account=cash)["rows"]["known"] == 2


def test_a_row_is_not_moved_to_an_account_of_another_currency(alice, cash):
    dollars = alice.account(name="Dollars", currency="USD")["id"]
    shown = planned(alice, JANUARY, account=cash)
    decision = [{"row": 1, "account": dollars}]
    made(alice.patch(f"imports/{shown['id']}/rows/", decision, format="json"))
    alice.post(f"imports/{shown['id']}/commit/")
    assert worked(alice, shown["id"])["recorded"] == 2
    assert rows_of(alice, shown["id"], "faulty")[0]["code"] == "currency_differs"


def test_a_later_decision_about_a_row_keeps_what_an_earlier_one_said_of_other_things(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    for decision in ({"row": 1, "payee": "One"}, {"row": 1, "action": "skip"}):
        made(alice.patch(f"imports/{shown['id']}/rows/", [decision], format="json"))
    row = rows_of(alice, shown["id"])[0]
    assert (row["payee"], row["action"]) == ("One", "skip")


def test_a_decision_about_a_row_that_there_is_not_is_refused(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    decisions = [{"row": 1, "action": "skip"}, {"row": 4, "action": "skip"}]
    response = alice.patch(f"imports/{shown['id']}/rows/", decisions, format="json")
    assert faults(response) == {("/1/row", "does_not_exist")}
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("name", "kind"),
    [("category", "category"), ("account", "account"), ("match", "transaction")],
)
def test_a_decision_for_what_the_book_does_not_have_says_what_that_is(alice, cash, name, kind):
    shown = planned(alice, JANUARY, account=cash)
    decisions = [{"row": 1, "action": "skip"}, {"row": 2, name: 10**17}]
    answer = alice.patch(f"imports/{shown['id']}/rows/", decisions, format="json")
    assert answer.status_code == 400
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == f"/1/{name}"
    assert fault["detail"] == f"There is no such {kind} in this book."
    assert not Decision.objects.exists()


def test_the_rows_of_one_verdict_come_in_pages(alice, cash):
    text = table(*((f"2024-01-{day:02}", f"-{day}.00", "Shop") for day in range(1, 29)))
    shown = planned(alice, text, account=cash)
    address = f"imports/{shown['id']}/rows/?verdict=new&limit=10"
    numbers, url = [], address
    while url:
        page = made(alice.get(url))
        numbers.append([row["row"] for row in page["results"]])
        last, url = page, page["next"]
    assert numbers == [list(range(1, 11)), list(range(11, 21)), list(range(21, 29))]
    back = made(alice.get(last["previous"]))
    assert [row["row"] for row in back["results"]] == list(range(11, 21))
    assert made(alice.get(f"imports/{shown['id']}/rows/?verdict=faulty"))["results"] == []


def test_a_plan_that_is_outdated_is_not_committed(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    alice.transaction(account=cash, amount="3.40", date="2024-01-05")
    assert made(alice.get(f"imports/{shown['id']}/"))["outdated"] is True
    response = alice.post(f"imports/{shown['id']}/commit/")
    assert (response.status_code, response.json()["code"]) == (409, "outdated")
    made(alice.post(f"imports/{shown['id']}/plan/"), 202)
    again = worked(alice, shown["id"])
    assert (again["outdated"], again["rows"]["probable"]) == (False, 1)
    assert made(alice.post(f"imports/{shown['id']}/commit/"), 202)["state"] == "committing"


def test_a_plan_that_is_outdated_while_it_waits_for_its_commit_is_held(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    alice.post(f"imports/{shown['id']}/commit/")
    alice.transaction(account=cash)
    held = worked(alice, shown["id"])
    assert (held["state"], held["problem"]["code"]) == ("planned", "outdated")
    assert len(stored(alice)) == 1


def test_a_plan_for_scripts_is_made_anew_when_the_book_overtakes_it(alice, cash, monkeypatch):
    row_id = made(sent(alice, JANUARY, query="?commit=auto", account=cash), 202)["id"]
    plan, plans = running.plan, []

    def plan_and_be_outdated(imported, tell):
        plan(imported, tell)
        if not plans:
            alice.transaction(account=cash, amount="1.00", date="2023-01-05")
        plans.append(imported.pk)

    monkeypatch.setattr(running, "plan", plan_and_be_outdated)
    assert worked(alice, row_id)["recorded"] == 3
    assert len(plans) == 2


def test_what_was_decided_stays_when_it_is_planned_anew(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    alice.patch(f"imports/{shown['id']}/rows/", [{"row": 2, "action": "skip"}], format="json")
    alice.post(f"imports/{shown['id']}/plan/")
    worked(alice, shown["id"])
    assert rows_of(alice, shown["id"])[1]["action"] == "skip"


def test_a_commit_that_is_asked_for_twice_is_done_once(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    for _ in range(2):
        made(alice.post(f"imports/{shown['id']}/commit/"), 202)
        take_further(shown["id"])
    assert len(stored(alice)) == 3


def test_what_the_file_cannot_tell_is_asked_for_and_then_read(alice, cash):
    text = table(("01/02/2024", "-3.40", "Bakery"), ("01/02/2024", "-4.40", "Bakery"))
    failed = planned(alice, text, account=cash)
    assert (failed["state"], failed["problem"]["option"]) == ("failed", "date_order")
    change = {"options": {"date_order": "dmy"}}
    made(alice.patch(f"imports/{failed['id']}/", change, format="json"), 202)
    shown = worked(alice, failed["id"])
    assert shown["state"] == "planned"
    assert {row["date"] for row in rows_of(alice, shown["id"])} == {"2024-02-01"}


def test_a_file_without_an_account_asks_for_one(alice):
    failed = planned(alice, JANUARY)
    assert (failed["state"], failed["problem"]["option"]) == ("failed", "account")


def test_a_broken_row_is_reported_with_its_line_and_the_rest_goes_on(alice, cash):
    text = table(
        ("2024-01-05", "-3.40", "Bakery"),
        ("2024-02-31", "-1.00", "No such day"),
        ("2024-01-06", "-3.405", "Too fine"),
        ("2024-01-07", "0.00", "Nothing"),
        ("2024-01-08", "-3.60", "Bakery"),
    )
    shown = committed(alice, text, account=cash)
    assert shown["recorded"] == 3
    assert [row["line"] for row in rows_of(alice, shown["id"], "faulty")] == [3]
    assert {warning["code"] for warning in shown["warnings"]} == {"rounded", "moves_nothing"}


def test_one_broken_row_keeps_all_out_where_all_or_nothing_is_asked_for(alice, cash):
    text = table(("2024-01-05", "-3.40", "Bakery"), ("2024-02-31", "-1.00", "No such day"))
    shown = planned(alice, text, query="?commit=auto", account=cash, all_or_nothing="true")
    assert (shown["state"], shown["problem"]["code"]) == ("planned", "faulty_rows")
    assert stored(alice) == []


def test_a_row_that_was_moved_wrongly_keeps_all_out_where_all_or_nothing_is_asked_for(alice, cash):
    dollars = alice.account(name="Dollars", currency="USD")["id"]
    shown = planned(alice, JANUARY, account=cash, all_or_nothing="true")
    decision = [{"row": 1, "account": dollars}]
    made(alice.patch(f"imports/{shown['id']}/rows/", decision, format="json"))
    alice.post(f"imports/{shown['id']}/commit/")
    held = worked(alice, shown["id"])
    assert (held["state"], held["problem"]["code"]) == ("planned", "currency_differs")
    assert stored(alice) == []


def test_a_row_that_breaks_a_rule_of_the_book_is_left_out_and_named(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    category = alice.category(name="Old", archived=True)["id"]
    alice.post(f"imports/{shown['id']}/plan/")
    worked(alice, shown["id"])
    decision = [{"row": 1, "category": category}]
    made(alice.patch(f"imports/{shown['id']}/rows/", decision, format="json"))
    alice.post(f"imports/{shown['id']}/commit/")
    done = worked(alice, shown["id"])
    assert (done["recorded"], done["rows"]["faulty"], done["rows"]["new"]) == (2, 1, 2)
    assert rows_of(alice, shown["id"], "faulty")[0]["code"] == "archived"


def test_a_file_that_adds_nothing_makes_no_change(alice, cash):
    committed(alice, JANUARY, account=cash)
    before = made(alice.get("book/"))["last_change"]
    again = committed(alice, JANUARY, account=cash)
    assert (again["recorded"], again["change"]) == (0, None)
    assert made(alice.get("book/"))["last_change"] == before


def test_the_file_is_let_go_of_once_it_is_in_the_book(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    assert FilePart.objects.exists()
    alice.post(f"imports/{shown['id']}/commit/")
    worked(alice, shown["id"])
    assert not FilePart.objects.exists()


def test_an_import_that_is_thrown_away_takes_its_file_along(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    assert alice.delete(f"imports/{shown['id']}/").status_code == 204
    for model in (Import, FilePart, PlanPart, Decision):
        assert not model.objects.exists()


def test_a_committed_import_is_not_planned_again(alice, cash):
    shown = committed(alice, JANUARY, account=cash)
    for response in (
        alice.post(f"imports/{shown['id']}/plan/"),
        alice.patch(f"imports/{shown['id']}/", {"account": cash}, format="json"),
        alice.patch(f"imports/{shown['id']}/rows/", [{"row": 1, "action": "skip"}], format="json"),
    ):
        assert response.status_code == 409


def test_the_newest_imports_come_first(alice, cash):
    first = committed(alice, JANUARY, account=cash)["id"]
    second = committed(alice, JANUARY, account=cash)["id"]
    assert [one["id"] for one in made(alice.get("imports/"))["results"]] == [second, first]


def test_an_upload_that_is_sent_again_under_its_key_is_one_import(alice, cash):
    key = {"headers": {"Idempotency-Key": "one"}}
    ids = {made(sent(alice, JANUARY, extra=key, account=cash), 202)["id"] for _ in range(2)}
    assert len(ids) == 1
    more = sent(alice, JANUARY + "2024-02-01,-1.00,More\n", extra=key, account=cash)
    assert (more.status_code, more.json()["code"]) == (422, "idempotency_key_reused")


def test_a_change_under_an_old_tag_is_refused(alice, cash):
    shown = planned(alice, JANUARY, account=cash)
    tag = alice.get(f"imports/{shown['id']}/")["ETag"]
    decision = [{"row": 1, "action": "skip"}]
    made(alice.patch(f"imports/{shown['id']}/rows/", decision, format="json"))
    stale = alice.post(f"imports/{shown['id']}/commit/", headers={"If-Match": tag})
    assert stale.status_code == 412
    fresh = alice.get(f"imports/{shown['id']}/")["ETag"]
    made(alice.post(f"imports/{shown['id']}/commit/", headers={"If-Match": fresh}), 202)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("Dear bank,\n\nwhere is my money?\n", "unknown_format"),
        ("\0" * 99, "unknown_format"),
    ],
)
def test_a_file_that_is_nothing_is_refused_at_once(alice, cash, text, code):
    assert faults(sent(alice, text, account=cash)) == {("/file", code)}
    assert not Import.objects.exists()


def test_every_fault_of_an_upload_is_named(alice):
    response = alice.post(
        "imports/",
        {"account": "x", "options": '{"colour": "red"}', "probable": "perhaps", "accounts": "7"},
        format="multipart",
    )
    assert faults(response) == {
        ("/file", "required"),
        ("/account", "incorrect_type"),
        ("/options", "unknown_field"),
        ("/probable", "invalid_choice"),
        ("/accounts", "not_an_object"),
    }


def test_a_file_that_is_too_large_is_refused_before_it_is_read(alice, cash, settings):
    settings.IMPORT_BYTES_MAX = -(2**19) + 10
    response = sent(alice, JANUARY, account=cash)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_a_change_of_who_may_write_holds_for_what_waits(alice, bob, cash):
    editor = joined(bob, alice.book, Role.EDITOR)
    shown = planned(editor, JANUARY, account=cash)
    editor.post(f"imports/{shown['id']}/commit/")
    Membership.objects.filter(book=alice.book, user=bob.user).update(role=Role.VIEWER)
    take_further(shown["id"])
    held = made(alice.get(f"imports/{shown['id']}/"))
    assert (held["state"], held["problem"]["code"]) == ("planned", "role")
    assert stored(alice) == []


def test_the_history_says_which_file_it_was(alice, cash):
    change = committed(alice, JANUARY, "january.csv", account=cash)["change"]
    assert Change.objects.get(book=alice.book, number=change).note == "Imported january.csv"
