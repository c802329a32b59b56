"""How a comparison with a statement is shown: plain dicts of decimal text."""

from collections.abc import Mapping
from typing import Any

from common.money import format_amount
from reconciliation.comparison import Comparison
from reconciliation.states import AccountState
from reconciliation.suggestions import Suggestions
from reconciliation.terms import shown_terms
from statements.presenters import shown_statement


def shown_comparison(found: Comparison, *, terms: bool = False) -> dict[str, Any]:
    """Return a comparison as the API shows it, with or without what figures are the sums of."""
    money = found.statement.money
    return {
        "statement": shown_statement(found.statement),
        "before": format_amount(found.before, money),
        "settled": format_amount(found.settled.amount, money),
        "settled_postings": found.settled.postings,
        "gap": format_amount(found.gap, money),
        "book_balance": format_amount(found.held, money),
        "difference": format_amount(found.difference, money),
        "earlier_gaps": format_amount(found.earlier_gaps, money),
        "settled_later": format_amount(found.settled_later, money),
        "unsettled": format_amount(found.unsettled, money),
        "terms": shown_terms(found) if terms else None,
    }


def shown_states(states: Mapping[int, AccountState]) -> list[dict[str, Any]]:
    """Return the states of accounts as the API shows them, in the order of their ids."""
    return [_state(account_id, states[account_id]) for account_id in sorted(states)]


def shown_suggestions(found: Suggestions) -> dict[str, Any]:
    """Return suggestions as the API shows them."""
    return {
        "all_until": found.all_until.isoformat() if found.all_until else None,
        "ways": [{"settle": list(way.settle), "release": list(way.release)} for way in found.ways],
        "turned": list(found.turned),
    }


def _state(account_id: int, state: AccountState) -> dict[str, Any]:
    return {
        "account": account_id,
        "statement": state.newest and state.newest.id,
        "date": state.newest.date.isoformat() if state.newest else None,
        "gaps": format_amount(state.gaps, state.money),
        "unsettled_postings": state.unsettled,
        "open": state.open and state.open.id,
        "open_gap": format_amount(state.open_gap, state.money),
    }
