"""The tags of a schedule: stated by name, carried by what is recorded, merged and deleted."""

import pytest

from archives.tests.conftest import archive_of, restored
from archives.tests.conftest import digest as digest_of_book
from tests.cast import faults, made, signed_up
from tests.digest import digest
from transactions.row_rules import TAGS_MAX


def tags_of(plan, schedule):
    return made(plan.caller.get(f"schedules/{schedule['id']}/"))["tags"]


def tag_ids(plan):
    return {row["name"]: row["id"] for row in made(plan.caller.get("tags/"))["results"]}


def recorded_tags(plan):
    return [row["tags"] for row in made(plan.caller.get("transactions/"))["results"]]


def test_tags_are_created_on_first_use_and_go_with_an_undo(plan):
    plan.caller.add("tags/", name="Home")
    before = digest(plan.caller.book.pk)
    rent = plan.schedule(tags=["fixed", "home", "Fixed"])
    assert tags_of(plan, rent) == ["fixed", "Home"]
    plan.undo()
    assert digest(plan.caller.book.pk) == before


def test_what_a_person_or_the_worker_records_carries_the_tags(plan):
    rent = plan.schedule(tags=["fixed", "home"])
    made(plan.state(rent, "2026-02-01", "recorded"), 201)
    assert recorded_tags(plan) == [["fixed", "home"]]
    plan.caller.patch(f"schedules/{rent['id']}/", {"records_from": "2026-03-01"})
    assert plan.work("2026-03-01") == 1
    assert recorded_tags(plan) == [["fixed", "home"]] * 2


def test_tags_stay_unless_others_are_stated(plan):
    rent = plan.schedule(tags=["fixed", "home"])
    path = f"schedules/{rent['id']}/"
    assert made(plan.caller.patch(path, {"paused": True}))["tags"] == ["fixed", "home"]
    before = digest(plan.caller.book.pk)
    assert made(plan.caller.patch(path, {"tags": ["home", "new"]}))["tags"] == ["home", "new"]
    plan.undo()
    assert digest(plan.caller.book.pk) == before
    assert made(plan.caller.patch(path, {"tags": []}))["tags"] == []


@pytest.mark.parametrize("into", ["home", "other"])
def test_merging_and_deleting_tags_carries_schedules_along(plan, into):
    plan.caller.add("tags/", name="other")
    rent = plan.schedule(tags=["fixed", "home"])
    before = digest(plan.caller.book.pk)
    ids = tag_ids(plan)
    made(plan.caller.post(f"tags/{ids['fixed']}/merge/", {"into": ids[into]}))
    assert sorted(tags_of(plan, rent)) == sorted({"home", into})
    plan.undo()
    assert digest(plan.caller.book.pk) == before
    plan.caller.delete(f"tags/{ids['fixed']}/")
    assert tags_of(plan, rent) == ["home"]
    plan.undo()
    assert digest(plan.caller.book.pk) == before


def test_a_tag_that_is_renamed_and_back_changes_what_is_shown_of_schedules(plan):
    rent = plan.schedule(tags=["fixed"])
    path, (tag,) = f"schedules/{rent['id']}/", tag_ids(plan).values()
    seen = [plan.caller.get(path)["ETag"]]
    plan.caller.patch(f"tags/{tag}/", {"name": "contract"})
    assert tags_of(plan, rent) == ["contract"]
    seen.append(plan.caller.get(path)["ETag"])
    plan.undo()
    seen.append(plan.caller.get(path)["ETag"])
    assert len(set(seen)) == 3


def test_a_tag_that_a_schedule_uses_by_now_stays_where_what_made_it_is_undone(plan):
    plan.caller.transaction(tags=["fixed"])
    number = made(plan.caller.get("book/"))["last_change"]
    rent = plan.schedule(tags=["fixed"])
    plan.undo(number)
    assert tags_of(plan, rent) == ["fixed"]


def test_tags_that_are_not_valid_are_named(plan):
    said = {"name": "X", "type": "expense", "phases": plan.schedule()["phases"]}
    answer = plan.caller.post("schedules/", {**said, "tags": ["a" * 101]})
    assert faults(answer) == {("/tags/0", "max_length")}
    many = [f"t{number}" for number in range(TAGS_MAX + 1)]
    assert faults(plan.caller.post("schedules/", {**said, "tags": many})) == {
        ("/tags", "max_length")
    }


def test_the_history_says_which_tags(plan):
    rent = plan.schedule(tags=["fixed"])
    plan.caller.patch(f"schedules/{rent['id']}/", {"tags": ["fixed", "home"]})
    text = plan.caller.get(f"history/?kind=schedule&id={rent['id']}").content.decode()
    assert "fixed, home" in text


def test_an_archive_keeps_the_tags_of_schedules(plan):
    plan.schedule(tags=["fixed", "home"])
    carol = signed_up("carol")
    done = restored(archive_of(plan.caller.book.pk), carol.user)
    assert digest_of_book(done.book.pk) == done.digest
    (row,) = made(carol.at(done.book).get("schedules/"))["results"]
    assert row["tags"] == ["fixed", "home"]
