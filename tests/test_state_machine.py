"""Random sequences of what people do to several books, each step held against a naive book.

After every step the totals, balances, the list and the reports of the book concerned are
compared with what plain Python works out from scratch; at the end everything is, for every book,
and `check_books` has to find nothing. Then every change is undone, newest first, which has to
leave each book as it began.
"""

import io
from dataclasses import replace
from datetime import date

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from tests import shapes
from tests.budget_comparison import compare_budgets, put_into_budget
from tests.comparison import Probe, compare, compare_all
from tests.mirrored_books import register_mirrored
from tests.naive import Account, Category, Rate, text
from tests.planning_rules import Planning, compare_plans, probes, who
from tests.taking_back import take_back_and_do_again, take_everything_back

NAMES = ("alice", "bob", "eve")
DEPTH_MAX = 5


class Bookkeeping(Planning):
    """What people do, one after the other."""

    @initialize(data=st.data())
    def open_two_books(self, data):
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.mirrors = [register_mirrored(name) for name in NAMES[:2]]
        for mirror in self.mirrors:
            entries = shapes.entries(mirror.naive)
            self.write_many(mirror, data.draw(st.lists(entries, min_size=3, max_size=8)), [], [])
            put_into_budget(mirror, min(mirror.naive.categories), standing=True)
            self.begin_plans(mirror, data)

    def teardown(self):
        if not hasattr(self, "undone"):
            return
        try:
            for mirror in self.mirrors:
                compare_all(mirror, Probe(date(2023, 12, 1), date(2024, 2, 29), 0))
                compare_budgets(mirror, date(2024, 1, 1))
                compare_plans(mirror)
            call_command("check_books", stdout=io.StringIO())
            for mirror in self.mirrors:
                take_everything_back(mirror)
            call_command("check_books", stdout=io.StringIO())
        finally:
            transaction.set_rollback(True)
            self.undone.__exit__(None, None, None)

    @precondition(lambda self: len(self.mirrors) < len(NAMES))
    @rule()
    def register(self):
        self.mirrors.append(register_mirrored(NAMES[len(self.mirrors)]))

    @rule(who=who, pick=st.integers(0, 10**6))
    def take_back_and_do_again(self, who, pick):
        take_back_and_do_again(self.mirror(who), pick)

    # Transactions

    @rule(who=who, data=st.data(), probe=probes, again=st.booleans())
    def record(self, who, data, probe, again):
        mirror = self.mirror(who)
        body, entry = data.draw(shapes.entries(mirror.naive))
        key = {"HTTP_IDEMPOTENCY_KEY": mirror.name()}
        first = mirror.caller.post("transactions/", body, **key)
        assert first.status_code == 201, (body, first.content)
        if again:
            assert mirror.caller.post("transactions/", body, **key).json() == first.json()
        mirror.record(first.json()["id"], entry)
        compare(mirror, probe)

    @precondition(lambda self: self.has("free"))
    @rule(who=who, data=st.data(), probe=probes, whole=st.booleans())
    def amend(self, who, data, probe, whole):
        """Replace an entry, or change what is beside its money."""
        mirror = self.mirror_with(who, "free")
        key = shapes.some(data.draw, mirror.naive.free)
        if whole:
            body, entry = data.draw(shapes.entries(mirror.naive))
            mirror.answer("put", f"transactions/{key}/", body, wanted=200)
        else:
            body, day = data.draw(shapes.details), data.draw(shapes.dates)
            entry = replace(mirror.naive.entries[key], **body, date=day)
            body = {**body, "date": day.isoformat()}
            mirror.answer("patch", f"transactions/{key}/", body, wanted=200)
        mirror.record(key, entry)
        compare(mirror, probe)

    @precondition(lambda self: any(mirror.flat_entries() for mirror in self.mirrors))
    @rule(who=who, data=st.data(), probe=probes)
    def amend_flat(self, who, data, probe):
        mirror = self.mirror(who)
        if not mirror.flat_entries():
            return
        key = shapes.some(data.draw, mirror.flat_entries())
        body, fields = data.draw(shapes.flat(mirror.naive))
        body |= {"account": fields["parts"][0].account, "refund": fields["refund"]}
        mirror.answer("patch", f"transactions/{key}/", body, wanted=200)
        mirror.record(key, replace(mirror.naive.entries[key], **fields))
        compare(mirror, probe)

    @rule(who=who, data=st.data(), probe=probes)
    def amend_split(self, who, data, probe):
        """Change one posting of a split and add another, or take one away."""
        mirror = self.mirror(who)
        splits = mirror.splits()
        if not splits:
            return
        key = shapes.some(data.draw, splits)
        entry = mirror.naive.entries[key]
        total = sum(part.amount for part in entry.parts)
        part = data.draw(st.sampled_from(entry.parts))
        currency = mirror.naive.accounts[part.account].currency
        if data.draw(st.booleans()) and (total - part.amount) * total > 0:
            sent = [{"id": part.id, "delete": True}]
            parts = [other for other in entry.parts if other is not part]
        else:
            more = data.draw(shapes.amounts(currency)).copy_sign(total)
            fresh = replace(part, amount=more)
            changed = replace(part, amount=part.amount + more, description="changed")
            if not changed.amount:
                return
            amount = text(changed.amount, currency)
            sent = [
                shapes.posting(mirror.naive, fresh),
                {"id": part.id, "amount": amount, "description": "changed"},
            ]
            parts = [changed if other is part else other for other in entry.parts] + [fresh]
        mirror.answer("patch", f"transactions/{key}/", {"postings": sent}, wanted=200)
        mirror.record(key, replace(entry, parts=parts))
        compare(mirror, probe)

    @precondition(lambda self: self.has("free"))
    @rule(who=who, data=st.data(), probe=probes)
    def delete(self, who, data, probe):
        mirror = self.mirror_with(who, "free")
        key = shapes.some(data.draw, mirror.naive.free)
        mirror.answer("delete", f"transactions/{key}/", wanted=204)
        mirror.naive.forget(key)
        compare(mirror, probe)

    @rule(who=who, data=st.data(), probe=probes)
    def bulk(self, who, data, probe):
        mirror = self.mirror(who)
        book = mirror.naive
        drawn = data.draw(st.lists(shapes.entries(book), max_size=4))
        touched = data.draw(st.lists(st.sampled_from(sorted(book.free)), max_size=4, unique=True)
                            if book.free else st.just([]))  # fmt: skip
        updates = [(key, data.draw(shapes.details)) for key in touched[::2]]
        self.write_many(mirror, drawn, updates, touched[1::2])
        compare(mirror, probe)

    @staticmethod
    def write_many(mirror, drawn, updates, deleted):
        sent = {
            "create": [body for body, _ in drawn],
            "update": [{"id": key, **body} for key, body in updates],
            "delete": deleted,
        }
        result = mirror.answer("post", "transactions/bulk/", sent, wanted=200)
        for made, (_, entry) in zip(result["create"], drawn, strict=True):
            mirror.record(made["id"], entry)
        for key, body in updates:
            mirror.record(key, replace(mirror.naive.entries[key], **body))
        for key in deleted:
            mirror.naive.forget(key)

    @rule(who=who, data=st.data(), probe=probes)
    def refuse(self, who, data, probe):
        """What is faulty, or somebody else's, changes nothing: not even as one item of many."""
        mirror, other = self.mirror(who), self.mirror(who + 1)
        before = mirror.get("book/")
        wrong = data.draw(shapes.faulty(mirror.naive, other.naive))
        right, _ = data.draw(shapes.entries(mirror.naive))
        mirror.answer("post", "transactions/", wrong, wanted=400)
        mirror.answer("post", "transactions/bulk/", {"create": [right, wrong]}, wanted=400)
        for key in sorted(other.naive.entries)[:1]:
            for method in ("get", "put", "patch", "delete"):
                body = right if method in ("put", "patch") else None
                mirror.answer(method, f"transactions/{key}/", body, wanted=404)
            bulk = {"create": [right], "delete": [key]}
            mirror.answer("post", "transactions/bulk/", bulk, wanted=400)
        assert mirror.get("book/") == before
        compare(mirror, probe)

    # Categories

    @rule(who=who, data=st.data(), kind=st.sampled_from(shapes.KINDS))
    def add_category(self, who, data, kind):
        mirror = self.mirror(who)
        book = mirror.naive
        parents = [k for k in shapes.fitting(book, kind) if book.depth(k) < DEPTH_MAX]
        made = Category(mirror.name(), kind, shapes.some(data.draw, parents, none=True))
        row = mirror.answer("post", "categories/", vars(made), wanted=201)
        book.categories[row["id"]] = made

    @rule(who=who, data=st.data(), probe=probes)
    def move_category(self, who, data, probe):
        mirror = self.mirror(who)
        book = mirror.naive
        key = shapes.some(data.draw, book.categories)
        parent = shapes.some(data.draw, book.categories, none=True)
        fits = parent is None or (
            parent not in book.branch(key)
            and book.categories[parent].type == book.categories[key].type
            and book.depth(parent) + book.height(key) <= DEPTH_MAX
        )
        wanted = 200 if fits else 400
        mirror.answer("patch", f"categories/{key}/", {"parent": parent}, wanted=wanted)
        if fits:
            book.categories[key].parent = parent
        compare(mirror, probe)

    @rule(who=who, data=st.data(), probe=probes, merge=st.booleans())
    def end_category(self, who, data, probe, merge):
        """Merge a category into another, or delete it, with or without a replacement."""
        mirror = self.mirror(who)
        book = mirror.naive
        key = shapes.some(data.draw, book.categories)
        into = shapes.some(data.draw, book.categories, none=not merge)
        below = [k for k, category in book.categories.items() if category.parent == key]
        fits = into is None or (
            into not in book.branch(key) and book.categories[into].type == book.categories[key].type
        )
        if merge:
            tall = any(book.depth(into) + book.height(child) > DEPTH_MAX for child in below)
            wanted = 200 if fits and not tall else 400
            mirror.answer("post", f"categories/{key}/merge/", {"into": into}, wanted=wanted)
        else:
            query = "" if into is None else f"?replace_with={into}"
            stays = below or (into is None and book.uses(category=key))
            wanted = 409 if stays else 204 if fits else 400
            mirror.answer("delete", f"categories/{key}/{query}", wanted=wanted)
        if wanted in (200, 204):
            for child in below:
                book.categories[child].parent = into
            for row in (*(part for _, part in book.parts()), *book.schedules.values()):
                row.category = into if row.category == key else row.category
            del book.categories[key]
        compare(mirror, probe)

    @rule(who=who, data=st.data(), probe=probes)
    def budget(self, who, data, probe):
        """Budget for a category, which no change of money or of categories takes notice of."""
        mirror = self.mirror(who)
        category = shapes.some(data.draw, mirror.naive.categories)
        put_into_budget(mirror, category, standing=data.draw(st.booleans()))
        compare_budgets(mirror, probe.start)

    # Accounts

    @rule(who=who, data=st.data(), currency=shapes.currencies, default=st.booleans())
    def open_account(self, who, data, currency, default):
        mirror = self.mirror(who)
        opening = data.draw(shapes.amounts(currency)) * data.draw(st.sampled_from([-1, 0, 1]))
        made = Account(mirror.name(), currency, opening, data.draw(shapes.dates), default)
        first = not mirror.naive.accounts
        row = mirror.answer("post", "accounts/", shapes.account_body(made), wanted=201)
        mirror.set_default(row["id"], made, default=default or first)

    @rule(who=who, data=st.data(), currency=shapes.currencies, probe=probes)
    def change_account(self, who, data, currency, probe):
        mirror = self.mirror(who)
        book = mirror.naive
        key = shapes.some(data.draw, book.accounts)
        kept = book.accounts[key]
        opening = data.draw(shapes.amounts(currency))
        day, default = data.draw(shapes.dates), data.draw(st.booleans())
        changed = Account(kept.name, currency, opening, day, default)
        refused = currency != kept.currency and book.uses(account=key)
        wanted = 409 if refused else 200
        mirror.answer("patch", f"accounts/{key}/", shapes.account_body(changed), wanted=wanted)
        if not refused:
            mirror.set_default(key, changed, default=default)
        compare(mirror, probe)

    @precondition(lambda self: all(len(mirror.naive.accounts) > 1 for mirror in self.mirrors))
    @rule(who=who, data=st.data(), probe=probes)
    def delete_account(self, who, data, probe):
        mirror = self.mirror(who)
        key = shapes.some(data.draw, mirror.naive.accounts)
        wanted = 409 if mirror.naive.uses(account=key) else 204
        mirror.answer("delete", f"accounts/{key}/", wanted=wanted)
        if wanted == 204:
            del mirror.naive.accounts[key]
        compare(mirror, probe)

    # Payees and tags

    @rule(who=who, data=st.data(), kind=st.sampled_from(["payees", "tags"]), probe=probes)
    def end_label(self, who, data, kind, probe):
        """Merge a payee or a tag into another, or delete it."""
        mirror = self.mirror(who)
        labels = mirror.naive.labels[kind]
        if not labels:
            return
        key = data.draw(st.sampled_from(sorted(labels)))
        others = sorted(set(labels) - {key})
        into = data.draw(st.sampled_from([None, *others]))
        row_id = mirror.label_id(kind, key)
        if into is None:
            mirror.answer("delete", f"{kind}/{row_id}/", wanted=204)
        else:
            body = {"into": mirror.label_id(kind, into)}
            mirror.answer("post", f"{kind}/{row_id}/merge/", body, wanted=200)
        for entry in mirror.naive.entries.values():
            if kind == "payees" and entry.payee == key:
                entry.payee = into or ""
            elif kind == "tags" and key in entry.tags:
                rest = [tag for tag in entry.tags if tag != key]
                entry.tags = rest if into is None or into in rest else [*rest, into]
        del labels[key]
        compare(mirror, probe)

    # Currencies

    @rule(who=who, data=st.data(), rate=shapes.rates, probe=probes)
    def enter_rate(self, who, data, rate, probe):
        mirror = self.mirror(who)
        day, base, quote = data.draw(shapes.rate_places(mirror.naive))
        made = Rate(day, base, quote, rate)
        rows = mirror.naive.rates
        taken = any((r.date, r.base, r.quote) == (day, base, quote) for r in rows.values())
        body = {"date": day.isoformat(), "base": base, "quote": quote, "rate": str(rate)}
        row = mirror.answer("post", "rates/", body, wanted=400 if taken else 201)
        if not taken:
            rows[row["id"]] = made
        compare(mirror, probe)

    @precondition(lambda self: self.has("rates"))
    @rule(who=who, data=st.data(), rate=shapes.rates, probe=probes)
    def change_rate(self, who, data, rate, probe):
        mirror = self.mirror_with(who, "rates")
        rows = mirror.naive.rates
        key = shapes.some(data.draw, rows)
        if data.draw(st.booleans()):
            mirror.answer("delete", f"rates/{key}/", wanted=204)
            del rows[key]
        else:
            day, *_ = data.draw(shapes.rate_places(mirror.naive))
            changed = replace(rows[key], date=day, rate=rate)
            place = (day, changed.base, changed.quote)
            taken = any((r.date, r.base, r.quote) == place for k, r in rows.items() if k != key)
            body = {"date": day.isoformat(), "rate": str(rate)}
            mirror.answer("patch", f"rates/{key}/", body, wanted=400 if taken else 200)
            rows[key] = rows[key] if taken else changed
        compare(mirror, probe)

    @rule(who=who, currency=shapes.currencies, probe=probes)
    def change_home_currency(self, who, currency, probe):
        mirror = self.mirror(who)
        mirror.answer("patch", "book/", {"home_currency": currency}, wanted=200)
        mirror.naive.home = currency
        compare(mirror, probe)


@pytest.mark.django_db
def test_every_book_is_what_plain_python_makes_of_it():
    profile = settings()
    run_state_machine_as_test(
        Bookkeeping,
        settings=settings(
            max_examples=max(3, profile.max_examples // 16), stateful_step_count=25, deadline=None
        ),
    )
