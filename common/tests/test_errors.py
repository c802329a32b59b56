"""A refusal names every fault, where it is and what it is."""

import pytest

from common.errors import Conflict, InUse, Invalid, Problem, raise_problems

AMOUNT = Problem("/amount", "too_large", "Too large.")
WHOLE = Problem("", "too_many", "Too many.")


def test_no_problems_are_no_refusal():
    raise_problems(iter(()))


def test_all_problems_are_raised_at_once():
    with pytest.raises(Invalid) as refused:
        raise_problems(problem for problem in (AMOUNT, WHOLE))
    assert refused.value.problems == (AMOUNT, WHOLE)
    assert str(refused.value) == "/amount: Too large.; /: Too many."


def test_a_problem_is_seen_from_the_document_around_it():
    assert AMOUNT.below("/items/3").pointer == "/items/3/amount"
    assert WHOLE.below("/items/3").pointer == "/items/3"


def test_a_refusal_takes_its_own_words_or_those_of_its_kind():
    assert (Conflict().code, Conflict().detail) == ("conflict", "This cannot be done.")
    refusal = Conflict("It is archived.", code="archived")
    assert (refusal.code, refusal.detail, str(refusal)) == (
        "archived",
        "It is archived.",
        "It is archived.",
    )


def test_what_is_in_use_counts_its_uses():
    refusal = InUse("Three postings use it.", {"postings": 3})
    assert isinstance(refusal, Conflict)
    assert (refusal.code, refusal.uses) == ("in_use", {"postings": 3})
