"""A plan that the file's own balances contradict is not committed by itself."""

import io

import pytest
from django.core.management import CommandError, call_command

from imports.tests.sending import planned, sent, stored, table, worked
from imports.tests.test_account_mapping import MT940
from tests.cast import made

HEADING = "Date,Amount,Payee,Balance"
RIGHT = table(
    ("2024-01-05", "-3.00", "A", "97.00"),
    ("2024-01-06", "-4.00", "B", "93.00"),
    heading=HEADING,
)
WRONG = RIGHT.replace("93.00", "92.00")
SOUND = {"running": RIGHT, "closing": MT940.format(closing="96,60")}
UNSOUND = {"running": WRONG, "closing": MT940.format(closing="96,50")}


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND)
def test_a_plan_that_balances_prove_is_committed(alice, cash, text):
    assert planned(alice, text, query="?commit=auto", account=cash)["state"] == "committed"


@pytest.mark.parametrize("text", UNSOUND.values(), ids=UNSOUND)
def test_a_plan_that_balances_contradict_waits_for_somebody_to_look(alice, cash, text):
    shown = planned(alice, text, query="?commit=auto", account=cash)
    assert (shown["state"], shown["problem"]["code"]) == ("planned", "unproved")
    assert shown["balances"]["hold"] is False
    assert stored(alice) == []
    made(alice.post(f"imports/{shown['id']}/commit/"), 202)
    assert worked(alice, shown["id"])["state"] == "committed"


@pytest.mark.parametrize("text", UNSOUND.values(), ids=UNSOUND)
def test_whoever_accepts_that_has_it_committed(alice, cash, text):
    query = "?commit=auto&accept=unproved"
    shown = planned(alice, text, query=query, account=cash)
    assert (shown["state"], shown["problem"]) == ("committed", None)


def test_to_accept_it_is_part_of_what_an_idempotency_key_stands_for(alice, cash):
    key = {"headers": {"Idempotency-Key": "one"}}
    made(sent(alice, WRONG, query="?commit=auto", extra=key, account=cash), 202)
    again = sent(alice, WRONG, query="?commit=auto&accept=unproved", extra=key, account=cash)
    assert again.status_code == 422


def test_to_accept_it_means_nothing_without_a_commit(alice, cash):
    refused = sent(alice, WRONG, query="?accept=unproved", account=cash)
    assert refused.status_code == 400
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [
        ("?accept", "without_commit")
    ]


def test_the_command_says_so_and_takes_a_word_for_it(alice, cash, tmp_path):
    path = tmp_path / "january.csv"
    path.write_text(WRONG)

    def run(**options):
        call_command("import_file", path, account=cash, stdout=io.StringIO(), **options)

    with pytest.raises(CommandError, match="unproved"):
        run()
    assert stored(alice) == []
    run(accept_unproved=True)
    assert len(stored(alice)) == 2
