"""The rules that a draft of a transaction has to meet.

`judge` applies them by a chart of accounts and categories, and gives every rule that the draft
breaks, each with a pointer to the fault.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from books.row_rules import row_problems
from books.tracked_models import Columns
from common.errors import Problem
from common.money import AmountError
from common.periods import DATE_MAX, DATE_MIN
from common.text import NAME_LENGTH_MAX, clean, name_fault
from transactions.chart_of_accounts import ChartOfAccounts
from transactions.drafts import Line, TransactionDraft, kind_of, lines_of
from transactions.models import PostingKind
from transactions.row_rules import ROW_RULES

# Rules over the draft as a whole.


def _date_is_within_years(draft: TransactionDraft, chart: ChartOfAccounts) -> Iterator[Problem]:
    if not DATE_MIN <= draft.date <= DATE_MAX:
        yield Problem("/date", "out_of_range", f"State a date from {DATE_MIN} to {DATE_MAX}.")


def _names_are_short(draft: TransactionDraft, chart: ChartOfAccounts) -> Iterator[Problem]:
    # A name of invisible characters alone is left out where the names are written.
    tags = ((f"/tags/{index}", tag) for index, tag in enumerate(draft.tags))
    for pointer, name in (("/payee", draft.payee), *tags):
        if name_fault(clean(name)) == "max_length":
            detail = f"A name has at most {NAME_LENGTH_MAX} characters."
            yield Problem(pointer, "max_length", detail)


def _refund_is_no_transfer(draft: TransactionDraft, chart: ChartOfAccounts) -> Iterator[Problem]:
    if draft.refund and draft.type == PostingKind.TRANSFER:
        yield Problem("/refund", "not_for_transfers", "A refund of a transfer is another transfer.")


def _flat_amount_is_above_zero(
    draft: TransactionDraft, chart: ChartOfAccounts
) -> Iterator[Problem]:
    if draft.amount is None and draft.lines is None:
        yield Problem("/amount", "required", "State the amount.")
    for pointer, amount in (("/amount", draft.amount), ("/to_amount", draft.to_amount)):
        if amount is not None and amount <= 0:
            detail = "State an amount above zero; the type gives the direction."
            yield Problem(pointer, "not_above_zero", detail)


def _accounts_are_known(draft: TransactionDraft, chart: ChartOfAccounts) -> Iterator[Problem]:
    if draft.type == PostingKind.TRANSFER and draft.lines is None and draft.to_account is None:
        yield Problem("/to_account", "required", "State the account that the money goes to.")
    named = [(draft.account, "/account")]
    if draft.lines:
        named = [(one.account or draft.account, f"{one.pointer}/account") for one in draft.lines]
    if draft.to_account is not None:
        named.append((draft.to_account, "/to_account"))
    for stated, pointer in named:
        account_id = stated or chart.default_account
        if account_id is None:
            detail = "State an account: this book has no default."
            yield Problem(pointer, "required", detail)
            continue
        account = chart.accounts.get(account_id)
        if account is None:
            yield Problem(pointer, "does_not_exist", "There is no such account in this book.")
        elif account.archived and account_id not in draft.kept_accounts:
            yield Problem(pointer, "archived", "This account is archived; unarchive it first.")


def _categories_are_known(draft: TransactionDraft, chart: ChartOfAccounts) -> Iterator[Problem]:
    named = [(draft.category, "/category")]
    if draft.lines:
        named = [(line.category, f"{line.pointer}/category") for line in draft.lines]
    for category_id, pointer in named:
        if category_id is None:
            continue
        category = chart.categories.get(category_id)
        if category is None:
            yield Problem(pointer, "does_not_exist", "There is no such category in this book.")
        elif category.archived and category_id not in draft.kept_categories:
            yield Problem(pointer, "archived", "This category is archived; unarchive it first.")


def _categories_fit(draft: TransactionDraft, chart: ChartOfAccounts) -> Iterator[Problem]:
    named = [(draft.category, str(draft.type), "/category")]
    if draft.lines is not None:
        named = [
            (line.category, kind_of(line, draft, chart), f"{line.pointer}/category")
            for line in draft.lines
        ]
    for category_id, kind, pointer in named:
        category = chart.categories.get(category_id or 0)
        if category is None:
            continue
        if kind == PostingKind.TRANSFER:
            detail = "A transfer has no category: it is neither income nor expense."
            yield Problem(pointer, "transfer_has_no_category", detail)
        elif category.type != kind:
            detail = (
                f"This category is for {category.type}. For money back, state type "
                f'"{category.type}" and "refund": true.'
            )
            yield Problem(pointer, "category_type_differs", detail)


def _transfer_fields_are_for_transfers(
    draft: TransactionDraft, chart: ChartOfAccounts
) -> Iterator[Problem]:
    if draft.type == PostingKind.TRANSFER and draft.lines is None:
        return
    for name, value in (("to_account", draft.to_account), ("to_amount", draft.to_amount)):
        if value is not None:
            yield Problem(f"/{name}", "only_for_transfers", "Only a flat transfer has this field.")


def _split_has_its_categories_below(
    draft: TransactionDraft, chart: ChartOfAccounts
) -> Iterator[Problem]:
    if draft.lines is not None and draft.category is not None:
        yield Problem("/category", "only_flat", "In a split, each posting has its own category.")


def _flat_transfer_moves_between_two(
    draft: TransactionDraft, chart: ChartOfAccounts
) -> Iterator[Problem]:
    if draft.type != PostingKind.TRANSFER or draft.lines is not None:
        return
    source = chart.accounts.get(draft.account or chart.default_account or 0)
    target = chart.accounts.get(draft.to_account or 0)
    if source is None or target is None:
        return
    if source.id == target.id:
        detail = "State another account than the one that the money leaves."
        yield Problem("/to_account", "same_account", detail)
    elif source.currency != target.currency:
        if draft.to_amount is None:
            detail = f"State how much arrives, in {target.currency.code}."
            yield Problem("/to_amount", "required", detail)
    elif draft.to_amount not in (None, draft.amount):
        detail = "Between accounts of one currency, both amounts are equal."
        yield Problem("/to_amount", "differs", detail)


# Rules over the postings.


def _amounts_fit_their_currency(
    draft: TransactionDraft, chart: ChartOfAccounts, lines: list[Line]
) -> Iterator[Problem]:
    for line in lines:
        try:
            minor = line.minor()
        except AmountError as error:
            yield Problem(
                f"{line.stated.pointer}{line.stated.amount_pointer}", error.code, str(error)
            )
            continue
        if minor == 0 and draft.lines is not None:
            pointer = f"{line.stated.pointer}/amount"
            yield Problem(pointer, "zero", "A posting has an amount other than zero.")


def _kinds_fit_the_type(
    draft: TransactionDraft, chart: ChartOfAccounts, lines: list[Line]
) -> Iterator[Problem]:
    if draft.type == PostingKind.TRANSFER or draft.lines is None:
        return
    for line in lines:
        if line.kind == PostingKind.TRANSFER:
            detail = 'Only a transaction of type "transfer" has transfer postings.'
            yield Problem(f"{line.stated.pointer}/kind", "kind_differs", detail)


def _split_has_one_currency(
    draft: TransactionDraft, chart: ChartOfAccounts, lines: list[Line]
) -> Iterator[Problem]:
    if draft.lines is None or draft.type == PostingKind.TRANSFER:
        return
    codes = sorted({line.account.currency.code for line in lines})
    if len(codes) > 1:
        detail = f"These postings are in {' and '.join(codes)}; record one transaction for each."
        yield Problem("/postings", "currencies_differ", detail)


def _split_adds_up(
    draft: TransactionDraft, chart: ChartOfAccounts, lines: list[Line]
) -> Iterator[Problem]:
    if draft.lines is None or draft.type == PostingKind.TRANSFER or not draft.lines:
        return
    total = sum((line.amount for line in draft.lines), Decimal(0))
    outward = (draft.type == PostingKind.EXPENSE) is not draft.refund
    stated = -total if outward else total
    if stated <= 0:
        want = "below" if outward else "above"
        name = f"{draft.type} refund" if draft.refund else draft.type
        detail = (
            f"The postings of this {name} add up to {total:f}; their sum has to be {want} zero."
        )
        yield Problem("/postings", "wrong_direction", detail)
    elif draft.amount is not None and draft.amount != stated:
        detail = f"The postings add up to {stated:f}, not to {draft.amount:f}."
        yield Problem("/amount", "does_not_add_up", detail)


def _transfer_legs_cancel_out(
    draft: TransactionDraft, chart: ChartOfAccounts, lines: list[Line]
) -> Iterator[Problem]:
    if draft.lines is None or draft.type != PostingKind.TRANSFER:
        return
    legs = [line for line in lines if line.kind == PostingKind.TRANSFER]
    out = [leg for leg in legs if leg.stated.amount < 0]
    if not out or len(out) == len(legs):
        detail = "A transfer has postings of kind transfer that leave an account and that arrive."
        yield Problem("/postings", "legs_missing", detail)
        return
    if len({leg.account.id for leg in legs}) == 1:
        detail = "A transfer arrives on another account than the one that it leaves."
        yield Problem("/postings", "same_account", detail)
    left = -sum((leg.stated.amount for leg in out), Decimal(0))
    if problem := _uneven_legs(legs):
        yield problem
    if draft.amount not in (None, left):
        detail = f"The postings that leave add up to {left:f}, not to {draft.amount:f}."
        yield Problem("/amount", "does_not_add_up", detail)


def _uneven_legs(legs: list[Line]) -> Problem | None:
    """Return what is wrong where not all arrives that leaves, as far as one currency shows it."""
    if len({leg.account.currency.code for leg in legs}) > 1:
        if len(legs) == 2:
            return None
        detail = "A transfer between currencies has one posting that leaves and one that arrives."
        return Problem("/postings", "legs_missing", detail)
    total = sum((leg.stated.amount for leg in legs), Decimal(0))
    if total == 0:
        return None
    detail = f"The transfer postings add up to {total:f}, not to zero."
    return Problem("/postings", "does_not_cancel_out", detail)


DRAFT_RULES: tuple[Callable[[TransactionDraft, ChartOfAccounts], Iterator[Problem]], ...] = (
    _date_is_within_years,
    _names_are_short,
    _refund_is_no_transfer,
    _flat_amount_is_above_zero,
    _accounts_are_known,
    _categories_are_known,
    _categories_fit,
    _transfer_fields_are_for_transfers,
    _split_has_its_categories_below,
    _flat_transfer_moves_between_two,
)
LineRule = Callable[[TransactionDraft, ChartOfAccounts, list[Line]], Iterator[Problem]]
LINE_RULES: tuple[LineRule, ...] = (_amounts_fit_their_currency,)
SPLIT_RULES: tuple[LineRule, ...] = (
    *LINE_RULES,
    _kinds_fit_the_type,
    _split_has_one_currency,
    _split_adds_up,
    _transfer_legs_cancel_out,
)


def judge(draft: TransactionDraft, chart: ChartOfAccounts) -> tuple[list[Line], list[Problem]]:
    """Return the postings that `draft` means, and every rule that it breaks by `chart`."""
    if draft.type is None:
        detail = "State the type, or a category that has one."
        return [], [Problem("/type", "required", detail)]
    lines = lines_of(draft, chart)
    found = list(row_problems(ROW_RULES, _row(draft, chart, lines)))
    found += [problem for rule in DRAFT_RULES for problem in rule(draft, chart)]
    rules = LINE_RULES if draft.lines is None else SPLIT_RULES
    found += [problem for rule in rules for problem in rule(draft, chart, lines)]
    return lines, list(dict.fromkeys(found))


def _row(draft: TransactionDraft, chart: ChartOfAccounts, lines: list[Line]) -> Columns:
    """Return the columns that ROW_RULES look at; a posting of no known account is in the home's."""
    postings = [{"currency": line.account.currency.code} for line in lines]
    while len(postings) < _count_of_lines(draft):
        postings.append({"currency": chart.home.code})
    return {
        "notes": draft.notes,
        "tag_links": draft.tags,
        "currency": postings[0]["currency"] if postings else chart.home.code,
        "postings": postings,
    }


def _count_of_lines(draft: TransactionDraft) -> int:
    if draft.lines is not None:
        return len(draft.lines)
    return 2 if draft.type == PostingKind.TRANSFER else 1
