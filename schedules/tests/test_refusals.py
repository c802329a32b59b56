"""Refused suggestions over HTTP: remembered, told apart, taken back, and kept in an archive."""

import pytest

from archives.tests.conftest import archive_of, digest, restored
from books.models import Role
from schedules.models import RefusedSeries
from tests.cast import faults, joined, made, signed_up
from tests.concurrency import at_once


@pytest.fixture
def pay(plan):
    """Adds a payment a month from November on, which recurs."""

    def pay(payee="Films", day=15, amounts=("9.99", "9.99", "9.99"), **said):
        for month, amount in zip((11, 12, 13), amounts, strict=True):
            when = f"{2025 + month // 13}-{month % 12 or 12:02}-{day:02}"
            said = {"account": plan.account, "payee": payee, **said}
            plan.caller.transaction(**said, amount=amount, date=when)

    return pay


def keys(plan, part="suggestions"):
    return [one["key"] for one in made(plan.caller.get("schedules/suggestions/"))[part]]


def send(plan, word, key):
    return plan.caller.post(f"schedules/suggestions/{word}/", {"key": key})


def test_what_is_refused_is_listed_apart_until_that_is_taken_back(plan, pay):
    pay()
    (key,) = keys(plan)
    for _ in range(2):
        assert send(plan, "refuse", key).status_code == 204
        assert (keys(plan), keys(plan, "refused")) == ([], [key])
    for _ in range(2):
        assert send(plan, "take-back", key).status_code == 204
        assert (keys(plan), keys(plan, "refused")) == ([key], [])


def test_a_refusal_is_no_change_of_the_book(plan, pay):
    pay()
    before = made(plan.caller.get("book/"))["last_change"]
    send(plan, "refuse", keys(plan)[0])
    assert made(plan.caller.get("book/"))["last_change"] == before


@pytest.mark.parametrize("word", ["refuse", "take-back"])
def test_a_key_that_names_no_suggestion_is_a_fault(plan, pay, word):
    pay()
    assert faults(send(plan, word, f"{keys(plan)[0]}0")) == {("/key", "does_not_exist")}
    assert faults(send(plan, word, 7)) == {("/key", "invalid")}


def test_later_and_earlier_payments_are_refused_as_well(plan, pay):
    pay()
    (key,) = keys(plan)
    send(plan, "refuse", key)
    said = {"account": plan.account, "payee": "Films"}
    plan.caller.transaction(**said, date="2026-02-14", amount="12.99")
    assert (keys(plan), keys(plan, "refused")) == ([], [key])
    plan.caller.transaction(**said, date="2025-10-15", amount="8.99")
    (other,) = keys(plan, "refused")
    assert (keys(plan), other.rpartition("-")[2]) == ([], "899")
    send(plan, "take-back", other)
    assert keys(plan) == [other]


def test_a_refusal_holds_when_its_first_payment_is_gone(plan, pay):
    said = {"account": plan.account, "payee": "Films", "date": "2025-10-15", "amount": "8.99"}
    first = plan.caller.transaction(**said)
    pay()
    send(plan, "refuse", keys(plan)[0])
    plan.caller.delete(f"transactions/{first['id']}/")
    assert (keys(plan), len(keys(plan, "refused"))) == ([], 1)


def test_of_two_contracts_with_one_payee_one_is_refused(plan, pay):
    pay(day=3, amounts=["5.99"] * 3)
    pay(day=20, amounts=["14.99"] * 3)
    cheap, dear = sorted(keys(plan), key=len)
    send(plan, "refuse", dear)
    assert (keys(plan), keys(plan, "refused")) == ([cheap], [dear])


def test_of_two_contracts_of_about_the_same_price_one_is_refused(plan, pay):
    pay(day=3, amounts=["9.99"] * 3)
    pay(day=20, amounts=["10.99"] * 3)
    cheap, dear = sorted(keys(plan))[::-1]
    assert (cheap[-4:], dear[-4:]) == ("-999", "1099")
    send(plan, "refuse", cheap)
    assert (keys(plan), keys(plan, "refused")) == ([dear], [cheap])
    send(plan, "refuse", dear)
    assert (keys(plan), len(keys(plan, "refused"))) == ([], 2)
    send(plan, "take-back", cheap)
    assert (keys(plan), keys(plan, "refused")) == ([cheap], [dear])


def test_a_refused_contract_that_has_ended_leaves_the_other_one_suggested(plan, pay):
    pay(day=3, amounts=["9.99"] * 3)
    pay(day=20, amounts=["10.99"] * 3)
    cheap, dear = sorted(keys(plan))[::-1]
    send(plan, "refuse", cheap)
    plan.set_today("2026-03-25")
    for day in ("2026-02-20", "2026-03-20"):
        said = {"account": plan.account, "payee": "Films", "date": day}
        plan.caller.transaction(**said, amount="10.99")
    assert (keys(plan), keys(plan, "refused")) == ([dear], [])


def test_another_payee_account_or_cadence_is_another_series(plan, pay):
    savings = plan.caller.account(name="Savings", opening_date="2025-01-01")["id"]
    pay()
    (key,) = keys(plan)
    send(plan, "refuse", key)
    pay(payee="Music")
    pay(account=savings)
    assert len(keys(plan)) == 2
    for day in ("2026-01-22", "2026-01-29", "2026-02-01"):
        plan.caller.transaction(account=plan.account, payee="Films", amount="9.99", date=day)
    assert key not in keys(plan)


def test_a_refusal_is_in_the_archive_with_what_it_is_of(plan, pay, bob):
    bob.transaction(payee="Before")
    pay()
    send(plan, "refuse", keys(plan)[0])
    carol = signed_up("carol")
    done = restored(archive_of(plan.caller.book.pk), carol.user)
    assert (done.rows["refused_series"], digest(done.book.pk)) == (1, done.digest)
    found = made(carol.at(done.book).get("schedules/suggestions/"))
    assert (found["suggestions"], len(found["refused"])) == ([], 1)
    assert found["refused"][0]["key"] not in keys(plan, "refused")


@pytest.mark.parametrize(("role", "code"), [(Role.EDITOR, 204), (Role.VIEWER, 403), (None, 404)])
def test_who_may_refuse(plan, pay, bob, role, code):
    pay()
    (key,) = keys(plan)
    other = joined(bob, plan.caller.book, role) if role else bob.at(plan.caller.book)
    for word in ("refuse", "take-back"):
        assert other.post(f"schedules/suggestions/{word}/", {"key": key}).status_code == code


@pytest.mark.django_db(transaction=True)
def test_of_several_who_refuse_the_same_there_is_one_refusal(plan, pay):
    pay()
    (key,) = keys(plan)
    answers = at_once(*[lambda: send(plan, "refuse", key)] * 4)
    assert {answer.status_code for answer in answers} == {204}
    assert RefusedSeries.objects.count() == 1
