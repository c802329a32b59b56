"""The statements of an account with their gaps, as the list of its page has them."""

from accounts.stored import accounts_of
from reconciliation.listing import statement_gaps


def test_each_has_its_gap_and_an_assertion_what_it_is_off_by(ledger, django_assert_num_queries):
    ledger.closed("2024-01-31", "490.00", ledger.posting("2024-01-10", "-10.00"))
    ledger.statement("2024-02-29", "480.00")
    ledger.posting("2024-02-10", "-3.00")
    ledger.posting("2024-02-11", "-4.00")
    ledger.statement("2024-02-10", "487.00", type="assertion")
    ledger.statement("2024-02-28", "480.00", type="assertion")
    (account,) = [one for one in accounts_of(ledger.caller.book) if one.id == ledger.account]
    with django_assert_num_queries(3):
        found = statement_gaps(ledger.caller.book, account)
    assert [(f"{one.statement.date}", one.gap) for one in found] == [
        ("2024-02-29", -1000), ("2024-02-28", -300), ("2024-02-10", 0), ("2024-01-31", 0),
    ]  # fmt: skip
