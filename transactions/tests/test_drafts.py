"""The rules as functions, over whatever drafts there can be."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.money import CURRENCIES, format_amount, parse_amount
from transactions.chart_of_accounts import ChartAccount, ChartCategory, ChartOfAccounts
from transactions.draft_rules import judge
from transactions.drafts import LineDraft, TransactionDraft, typed, with_pointers
from transactions.models import PostingKind

EURO, YEN = CURRENCIES["EUR"], CURRENCIES["JPY"]
CASH, BANK, ABROAD, CLOSED = 1, 2, 3, 4
FOOD, WAGES, OLD = 11, 12, 13
CHART = ChartOfAccounts(
    home=EURO,
    accounts={
        CASH: ChartAccount(CASH, EURO, archived=False),
        BANK: ChartAccount(BANK, EURO, archived=False),
        ABROAD: ChartAccount(ABROAD, YEN, archived=False),
        CLOSED: ChartAccount(CLOSED, EURO, archived=True),
    },
    categories={
        FOOD: ChartCategory(FOOD, "expense", archived=False),
        WAGES: ChartCategory(WAGES, "income", archived=False),
        OLD: ChartCategory(OLD, "expense", archived=True),
    },
    default_account=CASH,
)

cents = st.integers(min_value=1, max_value=10**14 - 1)
euros = cents.map(lambda minor: Decimal(minor).scaleb(-2))
numbers = st.decimals(
    allow_nan=False, allow_infinity=False, places=3, min_value=-(10**15), max_value=10**15
)
ids = st.none() | st.sampled_from([CASH, BANK, ABROAD, CLOSED, 99])
category_ids = st.none() | st.sampled_from([FOOD, WAGES, OLD, 99])
kinds = st.sampled_from([str(kind) for kind in PostingKind])
lines = st.builds(
    LineDraft, amount=numbers, account=ids, kind=st.none() | kinds, category=category_ids
)
drafts = st.builds(
    TransactionDraft,
    type=st.none() | kinds,
    date=st.dates(),
    amount=st.none() | numbers,
    account=ids,
    category=category_ids,
    to_account=ids,
    to_amount=st.none() | numbers,
    refund=st.booleans(),
    lines=st.none() | st.lists(lines, max_size=4).map(lambda found: with_pointers(tuple(found))),
)


@given(drafts)
def test_a_draft_without_a_problem_can_be_written(draft):
    judged, problems = judge(typed(draft, CHART), CHART)
    if problems:
        return
    minors = [line.minor() for line in judged]
    assert judged
    assert all(minors)
    legs = [line for line in judged if line.kind == PostingKind.TRANSFER]
    kind = typed(draft, CHART).type
    assert bool(legs) == (kind == PostingKind.TRANSFER)
    if kind == PostingKind.TRANSFER:
        assert len({leg.account.id for leg in legs}) > 1
        if len({leg.account.currency for leg in legs}) == 1:
            assert sum(leg.minor() for leg in legs) == 0
    else:
        assert (sum(minors) < 0) == ((kind == PostingKind.EXPENSE) is not draft.refund)
        assert sum(minors) != 0


@pytest.mark.parametrize(
    ("payee", "tags", "pointers"),
    [
        ("x" * 100, ("y" * 100,), []),
        (f" {'x' * 50}  {'y' * 49}", (), []),
        ("x" * 101, ("y", "z" * 101), ["/payee", "/tags/1"]),
        # One character of Arabic that folds to eighteen, 30 times.
        ("\ufdfa" * 30, ("\ufdfa" * 30,), ["/payee", "/tags/0"]),
        ("\u200b" * 101, ("\u200b" * 101,), []),
    ],
)
def test_names_are_as_long_as_they_can_be_kept(payee, tags, pointers):
    draft = TransactionDraft(
        type="expense", date=date(2024, 1, 1), amount=Decimal(1), payee=payee, tags=tags
    )
    problems = judge(draft, CHART)[1]
    assert [(one.pointer, one.code) for one in problems] == [(at, "max_length") for at in pointers]


@given(drafts)
def test_a_problem_is_said_once_and_points_into_the_request(draft):
    _, problems = judge(draft, CHART)
    assert len(set(problems)) == len(problems)
    for problem in problems:
        assert problem.pointer.startswith("/")
        assert problem.code
        assert problem.detail.endswith(".")


@given(st.lists(euros, min_size=1, max_size=20), st.sampled_from(["expense", "income"]))
def test_a_split_is_worth_the_sum_of_its_postings(amounts, kind):
    sign = -1 if kind == "expense" else 1
    found = with_pointers(tuple(LineDraft(sign * amount) for amount in amounts))
    total = sum(amounts)
    for stated, wanted in ((total, []), (None, []), (total + 1, ["does_not_add_up"])):
        draft = TransactionDraft(kind, date(2024, 1, 1), amount=stated, lines=found)
        assert [problem.code for problem in judge(draft, CHART)[1]] == wanted


@given(st.lists(euros, min_size=1, max_size=20))
def test_a_transfer_arrives_whole_however_it_is_divided(amounts):
    out = LineDraft(-sum(amounts), BANK, "transfer")
    arriving = tuple(LineDraft(amount, CASH, "transfer") for amount in amounts)
    draft = TransactionDraft("transfer", date(2024, 1, 1), lines=with_pointers((out, *arriving)))
    too_large = sum(amounts) >= 10**12
    codes = {problem.code for problem in judge(draft, CHART)[1]}
    assert codes == ({"too_large"} if too_large else set())
    short = LineDraft(-sum(amounts) - Decimal("0.01"), BANK, "transfer")
    draft = TransactionDraft("transfer", date(2024, 1, 1), lines=with_pointers((short, *arriving)))
    assert "does_not_cancel_out" in {problem.code for problem in judge(draft, CHART)[1]}


@given(euros, st.sampled_from(["expense", "income"]), st.booleans())
def test_a_flat_amount_and_its_posting_say_the_same(amount, kind, refund):
    draft = TransactionDraft(kind, date(2024, 1, 1), amount=amount, refund=refund)
    (line,), problems = judge(draft, CHART)
    assert problems == []
    assert format_amount(abs(line.minor()), EURO) == format_amount(parse_amount(amount, EURO), EURO)


def test_the_type_is_that_of_the_category_where_none_is_stated():
    draft = TransactionDraft(None, date(2024, 1, 1), amount=Decimal(1), category=WAGES)
    assert typed(draft, CHART).type == "income"
    assert typed(TransactionDraft("expense", draft.date, category=WAGES), CHART).type == "expense"
