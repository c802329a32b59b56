"""Preferences: what the API reads and sets, and what the database refuses."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.cast import faults, made
from tests.concurrency import at_once
from users.models import Preference
from users.preferences import CHOSEN, is_zone, zones

PATH = "me/preferences/"
DEFAULTS = {
    "language": "en",
    "number_form": "1,234.56",
    "date_form": "24 Nov 2026",
    "first_weekday": 1,
    "time_zone": "UTC",
    "theme": "system",
    "density": "comfortable",
    "amount_colours": "green_in",
    "single_keys": True,
    "start_page": "overview",
    "assumed": False,
}
OTHERS = {
    "number_form": "1.234,56",
    "date_form": "24.11.2026",
    "first_weekday": 7,
    "time_zone": "Pacific/Chatham",
    "theme": "dark",
    "density": "compact",
    "amount_colours": "red_in",
    "single_keys": False,
    "start_page": "accounts",
}


def test_who_stated_none_has_the_defaults_and_no_row(alice):
    assert made(alice.get(PATH)) == DEFAULTS
    assert not Preference.objects.exists()


def test_what_is_sent_is_set_and_the_rest_stays(alice, bob):
    for name, value in OTHERS.items():
        assert made(alice.patch(PATH, {name: value}))[name] == value
    assert made(alice.get(PATH)) == {**DEFAULTS, **OTHERS}
    assert made(bob.get(PATH)) == DEFAULTS
    assert made(alice.patch(PATH, {})) == {**DEFAULTS, **OTHERS}


def test_an_answer_can_be_sent_back(alice):
    answer = made(alice.patch(PATH, OTHERS))
    assert made(alice.patch(PATH, answer)) == answer


@pytest.mark.parametrize("name", sorted(CHOSEN))
def test_a_choice_that_there_is_not_is_refused(alice, name):
    assert {pointer for pointer, _ in faults(alice.patch(PATH, {name: "other"}))} == {f"/{name}"}


@pytest.mark.parametrize(
    "zone", ["", "Mars/Olympus", "../etc/passwd", "/etc/localtime", "europe/berlin", 5, None]
)
def test_a_time_zone_that_there_is_not_is_refused(alice, zone):
    assert {pointer for pointer, _ in faults(alice.patch(PATH, {"time_zone": zone}))} == {
        "/time_zone"
    }


def test_all_faults_at_once(alice):
    body = {"theme": "pink", "time_zone": "Mars/Olympus", "colour": "red"}
    found = faults(alice.patch(PATH, body))
    assert {pointer for pointer, _ in found} == {"/theme", "/time_zone", "/colour"}


@pytest.mark.parametrize("name", sorted({*CHOSEN, "time_zone"}))
def test_the_database_refuses_what_no_rule_has_seen(alice, name):
    value = 3 if name == "first_weekday" else ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Preference.objects.create(user=alice.user, **{name: value})


def test_a_read_takes_the_statement_of_the_token_and_one_more(alice):
    alice.patch(PATH, OTHERS)
    with CaptureQueriesContext(connection) as captured:
        alice.get(PATH)
    assert len(captured) == 2


def test_every_zone_to_choose_is_one():
    assert len(zones()) > 300
    assert {"UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"} <= set(zones())
    assert all(map(is_zone, zones()))


def test_they_go_with_their_person(alice):
    alice.patch(PATH, OTHERS)
    alice.user.delete()
    assert not Preference.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_first_requests_at_once_make_one_row(alice):
    set_ = [lambda theme=theme: alice.patch(PATH, {"theme": theme}) for theme in ("dark", "light")]
    assert {answer.status_code for answer in at_once(*set_)} == {200}
    assert Preference.objects.count() == 1
