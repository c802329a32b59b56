"""Faults to plant in a sound book, each with the checks of check_books that have to find it."""

from datetime import date

from django.db.models import F

from accounts.models import Account
from books.models import Action, Book, Change, Membership, Revision, Role
from budgets.tests.planted_faults import PLANTED_IN_BUDGETS
from categories.models import Category
from schedules.models import Occurrence, Schedule, SchedulePhase, ScheduleWake, SplitLine
from statements.tests.planted_faults import PLANTED_IN_STATEMENTS
from tests.cast import signed_up
from transactions.models import (
    MonthlyFlow,
    MonthlyTotal,
    Payee,
    Posting,
    Tag,
    Transaction,
    TransactionTag,
)
from transactions.tests.example_book import add_expense, example_rows


def plain(kind="expense"):
    return Transaction.objects.filter(type=kind, refund=False, currency="EUR").earliest("id")


def posting_of(kind="expense"):
    return Posting.objects.filter(transaction=plain(kind))


def break_total(column, by):
    MonthlyTotal.objects.filter(postings__gte=2).update(**{column: F(column) + by})


def break_flow(column, by):
    MonthlyFlow.objects.filter(postings__gte=2).update(**{column: F(column) + by})


def lose(model):
    model.objects.earliest("id").delete()


def stranger():
    return signed_up("eve")


def rows_of_stranger():
    return example_rows(stranger())


def revisions(kind):
    return Revision.objects.filter(kind=kind).exclude(action=Action.RESTORED)


PLANTED = (
    PLANTED_IN_BUDGETS
    | PLANTED_IN_STATEMENTS
    | {
        "no owner": ({"one_owner"}, lambda: Membership.objects.update(role=Role.EDITOR)),
        "a total with another count": ({"monthly_totals"}, lambda: break_total("postings", 1)),
        "a total with another amount": ({"monthly_totals"}, lambda: break_total("amount", -1)),
        "a total worth something else": ({"monthly_totals"}, lambda: break_total("home_amount", 1)),
        "a total with more unconverted": (
            {"monthly_totals"},
            lambda: break_total("unconverted", 1),
        ),
        "a total that counts others as unconverted": (
            {"monthly_totals"},
            lambda: break_total("unconverted_postings", 1),
        ),
        "a total missing": ({"monthly_totals"}, lambda: lose(MonthlyTotal)),
        "a total of nothing": (
            {"monthly_totals"},
            lambda: MonthlyTotal.objects.filter(pk=MonthlyTotal.objects.latest("id").pk).update(
                month=date(1999, 1, 1)
            ),
        ),
        "a total of no month's first day": (
            {"monthly_totals"},
            lambda: MonthlyTotal.objects.update(month=date(2024, 2, 2)),
        ),
        "a flow with another count": ({"monthly_flows"}, lambda: break_flow("postings", 1)),
        "a flow with another amount": ({"monthly_flows"}, lambda: break_flow("amount", -1)),
        "a flow worth something else": ({"monthly_flows"}, lambda: break_flow("home_amount", 1)),
        "a flow with more unconverted": ({"monthly_flows"}, lambda: break_flow("unconverted", 1)),
        "a flow that counts others as unconverted": (
            {"monthly_flows"},
            lambda: break_flow("unconverted_postings", 1),
        ),
        "a flow missing": ({"monthly_flows"}, lambda: lose(MonthlyFlow)),
        "a flow of nothing": (
            {"monthly_flows"},
            lambda: MonthlyFlow.objects.filter(pk=MonthlyFlow.objects.latest("id").pk).update(
                month=date(2199, 1, 1)
            ),
        ),
        "a posting of another day": (
            {"posting_dates"},
            lambda: posting_of().update(date=date(2024, 3, 6)),
        ),
        "a posting in another currency": (
            {"posting_currencies", "entry_amounts", "home_amounts"},
            lambda: posting_of().update(currency="CHF"),
        ),
        "a posting with another amount": (
            {"entry_amounts", "home_amounts", "monthly_totals", "monthly_flows"},
            lambda: posting_of().update(amount=-1),
        ),
        "a transaction with another amount": (
            {"entry_amounts"},
            lambda: Transaction.objects.filter(pk=plain().pk).update(amount=1),
        ),
        "a transaction in another currency": (
            {"entry_amounts"},
            lambda: Transaction.objects.filter(pk=plain().pk).update(currency="USD"),
        ),
        "an expense that is a refund only by name": (
            {"entry_amounts"},
            lambda: Transaction.objects.filter(pk=plain().pk).update(refund=True),
        ),
        "an expense that calls itself income": (
            {"entry_amounts"},
            lambda: Transaction.objects.filter(pk=plain().pk).update(type="income"),
        ),
        "a transfer of another amount": (
            {"entry_amounts"},
            lambda: Transaction.objects.filter(pk=plain("transfer").pk).update(amount=1),
        ),
        "a transfer in another currency": (
            {"entry_amounts"},
            lambda: Transaction.objects.filter(pk=plain("transfer").pk).update(currency="USD"),
        ),
        "a transfer that arrives short": (
            {"transfer_legs", "home_amounts", "monthly_totals", "monthly_flows"},
            lambda: posting_of("transfer").filter(amount__gt=0).update(amount=4999),
        ),
        "a transfer that only leaves": (
            {"transfer_legs", "monthly_totals", "monthly_flows"},
            lambda: posting_of("transfer").filter(amount__gt=0).delete(),
        ),
        "a transfer between one and the same account": (
            {"transfer_legs", "monthly_totals", "monthly_flows"},
            lambda: posting_of("transfer").update(account=Account.objects.get(name="Cash")),
        ),
        "a transfer leg of an expense": (
            {"entry_kinds", "monthly_totals", "monthly_flows"},
            lambda: posting_of().update(kind="transfer", category=None),
        ),
        "an expense under a category for income": (
            {"category_kinds", "monthly_totals"},
            lambda: posting_of().update(category=Category.objects.get(name="Wages")),
        ),
        "a category that became another's kind": (
            {"category_kinds", "category_tree"},
            lambda: Category.objects.filter(name="Groceries").update(type="income"),
        ),
        "a transaction without postings": (
            {"without_postings", "monthly_totals", "monthly_flows"},
            lambda: posting_of().delete(),
        ),
        "a posting on an account of another book": (
            {"links", "monthly_totals", "monthly_flows"},
            lambda: posting_of().update(account=rows_of_stranger().cash),
        ),
        "a posting under a category of another book": (
            {"links", "monthly_totals"},
            lambda: posting_of().update(category=rows_of_stranger().food),
        ),
        "a posting of a transaction of another book": (
            {"links", "without_postings"},
            lambda: posting_of().update(
                transaction=add_expense(stranger())["id"], position=F("position") + 1
            ),
        ),
        "a payee of another book": (
            {"links"},
            lambda: Payee.objects.update(book=stranger().book, created_in=1, changed_in=1),
        ),
        "a tag of another book": (
            {"links"},
            lambda: Tag.objects.update(book=stranger().book, created_in=1, changed_in=1),
        ),
        "a tag link of another book": (
            {"links"},
            lambda: TransactionTag.objects.update(book=stranger().book),
        ),
        "a category below one of another book": (
            {"links"},
            lambda: Category.objects.filter(name="Groceries").update(
                **dict.fromkeys(("parent", "parent_key"), rows_of_stranger().food)
            ),
        ),
        "a category below itself": (
            {"category_tree"},
            lambda: Category.objects.filter(name="Rent").update(parent=F("pk"), parent_key=F("pk")),
        ),
        "a row changed in a change that has not been": (
            {"stamps"},
            lambda: Account.objects.filter(name="Cash").update(changed_in=999),
        ),
        "a change lost": ({"change_numbers"}, lambda: Change.objects.get(number=3).delete()),
        "the newest change lost": (
            {"change_numbers"},
            lambda: Change.objects.latest("number").delete(),
        ),
        "a change too many": (
            {"change_numbers", "stamps"},
            lambda: Book.objects.update(last_change=F("last_change") - 1),
        ),
        "a revision of a change that has not been": (
            {"revision_numbers"},
            lambda: revisions("account").update(number=F("number") + 999),
        ),
        "a revision of a row that was made later": (
            {"revision_numbers"},
            lambda: revisions("account").update(created_in=F("number") + 1),
        ),
        "a revision of nothing known": (
            {"revision_snapshots"},
            lambda: revisions("account").update(kind="cupboard"),
        ),
        "a revision that is cut short": (
            {"revision_snapshots"},
            lambda: revisions("account").update(before='{"name":"Unus'),
        ),
        "a revision of a transaction that is a list": (
            {"revision_snapshots"},
            lambda: revisions("transaction").update(before="[]"),
        ),
        "a revision that keeps a day that there is not": (
            {"revision_snapshots"},
            lambda: revisions("account").update(before='{"opening_date":"2024-02-30"}'),
        ),
        "a revision of the book that does not say its currency": (
            {"revision_snapshots"},
            lambda: revisions("book").update(before='{"name":"Household"}'),
        ),
        "a change undone by one that undoes another": (
            {"undone_changes"},
            lambda: Change.objects.filter(undone_by__gt=0).update(undone_by=F("undone_by") + 1),
        ),
        "an undo of a change that does not say so": (
            {"undone_changes"},
            lambda: Change.objects.filter(undone_by__gt=0).update(undone_by=0),
        ),
        "a change undone by one that was undone itself": (
            {"undone_changes"},
            lambda: Change.objects.filter(undoes__gt=0).update(undone_by=F("number") + 1),
        ),
        "an account moved in a change that has not been": (
            {"stamps"},
            lambda: Account.objects.filter(name="Cash").update(moved_in=999),
        ),
        "a text that is not found": (
            {"search_texts"},
            lambda: Transaction.objects.filter(notes="Bread").update(search_text="Bread"),
        ),
        "the key of another account name": (
            {"name_keys"},
            lambda: Account.objects.filter(name="Cash").update(name_key="Cash"),
        ),
        "the key of another category name": (
            {"name_keys"},
            lambda: Category.objects.filter(name="Rent").update(name_key="Rent"),
        ),
        "the key of another payee name": ({"name_keys"}, lambda: Payee.objects.update(name="Mill")),
        "the key of another tag name": (
            {"name_keys"},
            lambda: Tag.objects.filter(name="sun").update(name="moon"),
        ),
        "a home amount that is not the amount": (
            {"home_amounts", "monthly_totals", "monthly_flows"},
            lambda: posting_of().update(home_amount=-1),
        ),
        "a home amount that its rate does not give": (
            {"home_amounts", "monthly_totals", "monthly_flows"},
            lambda: Posting.objects.filter(amount=-2000).update(home_amount=-1),
        ),
        "a rate that was never entered": (
            {"home_amounts"},
            lambda: Posting.objects.filter(amount=-2000).update(rate="0.90001"),
        ),
        "a rate of another day": (
            {"home_amounts"},
            lambda: Posting.objects.filter(amount=-2000).update(rate_date=date(2024, 3, 4)),
        ),
        "a rate from elsewhere": (
            {"home_amounts"},
            lambda: Posting.objects.filter(amount=-2000).update(rate_source="ECB"),
        ),
        "an amount left unconverted although there is a rate": (
            {"home_amounts", "monthly_totals", "monthly_flows"},
            lambda: Posting.objects.filter(amount=-2000).update(
                home_amount=None, rate="", rate_date=None, rate_source=""
            ),
        ),
        "an amount converted although there is no rate": (
            {"home_amounts", "monthly_totals", "monthly_flows"},
            lambda: Posting.objects.filter(currency="JPY").update(home_amount=-700),
        ),
        "two default accounts": (
            {"default_account"},
            lambda: Account.objects.filter(name="Bank").update(is_default=True),
        ),
        "closed days of no calendar": (
            {"closed_days"},
            lambda: Book.objects.update(closed_days="x"),
        ),
        "a calendar of no country": ({"calendar"}, lambda: Book.objects.update(calendar="XX")),
        "a phase in another currency than its account": (
            {"phases_fit_their_accounts"},
            lambda: SchedulePhase.objects.update(currency="USD"),
        ),
        "a schedule of another type than its category": (
            {"phases_fit_their_accounts"},
            lambda: Schedule.objects.update(type="income"),
        ),
        "a split that does not add up": (
            {"splits_fit_their_phases"},
            lambda: SplitLine.objects.update(amount=1),
        ),
        "an expense that pays what is owed": (
            {"phases_fit_their_accounts"},
            lambda: SchedulePhase.objects.exclude(category=None).update(
                amount_rule="owed", amount=0
            ),
        ),
        "a transaction that settles two occurrences": (
            {"transactions_settle_once"},
            lambda: Occurrence.objects.update(transaction=plain()),
        ),
        "a schedule that records and is never looked at": (
            {"recording_schedules_are_woken"},
            lambda: ScheduleWake.objects.all().delete(),
        ),
        "a schedule that is looked at and records nothing": (
            {"recording_schedules_are_woken"},
            lambda: Schedule.objects.update(records_from=None),
        ),
        "an account in no currency": (
            {"currencies"},
            lambda: Account.objects.filter(name="Unused").update(currency="QQQ"),
        ),
    }
)


BEHIND_CONSTRAINTS = {
    "a transfer posting under a category": (
        {"category_kinds", "monthly_totals"},
        "transactions_posting",
        "posting_transfer_has_no_category",
        lambda: posting_of("transfer").update(category=Category.objects.get(name="Rent")),
    ),
    "a transfer that is a refund": (
        {"entry_kinds"},
        "transactions_transaction",
        "transaction_transfer_is_no_refund",
        lambda: Transaction.objects.filter(type="transfer").update(refund=True),
    ),
    "a parent key that is not the parent's": (
        {"parent_keys"},
        "categories_category",
        "category_parent_key_agrees",
        lambda: Category.objects.filter(name="Groceries").update(parent_key=0),
    ),
    "a parent key without a parent": (
        {"parent_keys"},
        "categories_category",
        "category_parent_key_agrees",
        lambda: Category.objects.filter(name="Rent").update(parent_key=1),
    ),
    "an archived default account": (
        {"default_account"},
        "accounts_account",
        "account_default_is_not_archived",
        lambda: Account.objects.filter(is_default=True).update(archived=True),
    ),
    "a row changed before it was made": (
        {"stamps"},
        "transactions_tag",
        "tag_stamps_in_order",
        lambda: Tag.objects.update(changed_in=F("created_in") - 1),
    ),
}
