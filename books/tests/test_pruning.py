"""Old history goes where that is asked for; the book stays as it is."""

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from books.models import Change, Revision
from tests.cast import faults, made
from tests.digest import contents


def thin(days=30):
    out = io.StringIO()
    call_command("prune_history", f"{days}", stdout=out)
    return out.getvalue()


@pytest.fixture
def aged(alice):
    """Alice with two changes of long ago, a deletion among them, and two of today."""
    gone, kept = alice.transaction()["id"], alice.transaction()["id"]
    alice.delete(f"transactions/{gone}/")
    Change.objects.update(at=timezone.now() - timedelta(days=40))
    alice.patch(f"transactions/{kept}/", {"notes": "n"})
    alice.delete(f"transactions/{kept}/")
    return alice


def test_what_old_changes_overwrote_goes_and_the_rest_stays(aged):
    before = contents(aged.book.pk)
    assert "Deleted: 1 revisions" in thin()
    assert contents(aged.book.pk) == before
    assert set(Revision.objects.values_list("number", flat=True)) == {5, 6}
    shown = made(aged.get("history/"))["results"]
    assert [change["number"] for change in shown] == [6, 5, 4, 3, 2, 1]
    assert [change["entries"] is None for change in shown] == [False, False, True, True, True, True]
    assert shown[2]["summary"] == "Deleted 1 transaction."
    assert "Deleted: 0 revisions" in thin()


def test_the_history_of_one_thing_tells_no_more_than_is_kept(aged):
    row = aged.get("trash/").json()["results"][0]["row"]
    thin()
    shown = made(aged.get(f"transactions/{row}/history/"))["results"]
    assert [(change["number"], change["entries"] is None) for change in shown] == [
        (6, False), (5, False), (3, True),
    ]  # fmt: skip


def test_a_forgotten_change_is_not_undone_and_a_kept_one_is(aged):
    thin()
    for address in ("history/4/undo/", "history/2/undo/"):
        response = aged.post(address)
        assert (response.status_code, response.json()["code"]) == (409, "history_forgotten")
    assert aged.get("history/4/entries/").json()["code"] == "history_forgotten"
    made(aged.post("history/6/undo/"))
    made(aged.post("history/5/undo/"))
    assert made(aged.get("trash/"))["results"] == []


def test_who_followed_up_to_before_that_begins_anew(aged):
    early = made(aged.get("changes/?limit=1"))["cursor"]
    late = made(aged.get("changes/"))["cursor"]
    aged.book.refresh_from_db()
    thin()
    assert made(aged.get(f"changes/?since={late}"))["results"] == []
    # It began when all was done, so nothing that was deleted before is news to it.
    assert aged.get(f"changes/?since={early}").status_code == 200


def test_a_cursor_from_before_what_is_kept_is_refused(alice):
    cursor = made(alice.get("changes/"))["cursor"]
    alice.delete(f"transactions/{alice.transaction()['id']}/")
    Change.objects.update(at=timezone.now() - timedelta(days=40))
    thin()
    assert faults(alice.get(f"changes/?since={cursor}")) == {("?since", "invalid_cursor")}


@pytest.mark.parametrize("days", [0, -1, 36_501])
def test_only_a_sensible_age_is_taken(db, days):
    with pytest.raises(CommandError):
        thin(days)
