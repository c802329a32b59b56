"""What people do with schedules and statements, as rules of the machine of whole books."""

from datetime import date

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from tests import shapes
from tests.comparison import Probe, compare
from tests.naive import Entry, Part, Schedule, Statement, minor, text

NOMINALS = (date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 10))
SPRING = "start_date=2024-01-01&end_date=2024-03-31"

probes = st.builds(
    lambda days, pick: Probe(min(days), max(days), pick),
    st.tuples(shapes.dates, shapes.dates),
    st.integers(0, 41),
)
who = st.integers(0, 2)
picks = st.integers(0, 99)
days = st.dates(date(2023, 12, 28), date(2024, 2, 10))


class Planning(RuleBasedStateMachine):
    """The rules about what is expected, and what a bank says."""

    def mirror(self, number):
        return self.mirrors[number % len(self.mirrors)]

    def has(self, rows):
        """Whether any of the books has such rows."""
        return any(getattr(mirror.naive, rows) for mirror in self.mirrors)

    def mirror_with(self, number, rows):
        """Return the book of this number, or the first other one that has any such rows."""
        order = [self.mirror(number), *self.mirrors]
        return next(mirror for mirror in order if getattr(mirror.naive, rows))

    def begin_plans(self, mirror, data):
        """Expect a payment, and close what the bank says of some of the first entries."""
        self.add_schedule(mirror, data, "expense")
        self.add_statement(mirror, data, date(2024, 1, 15), 0)
        for key in mirror.naive.statements:
            self.set_closed(mirror, key, close=True)

    # Schedules

    @rule(who=who, data=st.data(), kind=st.sampled_from(shapes.KINDS))
    def expect(self, who, data, kind):
        self.add_schedule(self.mirror(who), data, kind)

    @staticmethod
    def add_schedule(mirror, data, kind):
        book = mirror.naive
        account = shapes.some(data.draw, book.accounts)
        category = shapes.some(data.draw, shapes.fitting(book, kind), none=True)
        currency = book.accounts[account].currency
        made = Schedule(kind, account, category, data.draw(shapes.amounts(currency)))
        phase = {"account": account, "category": category, "unit": "month"}
        phase |= {"starts": f"{NOMINALS[0]}", "amount": text(made.amount, currency)}
        body = {"name": mirror.name(), "type": kind, "phases": [phase]}
        row = mirror.answer("post", "schedules/", body, wanted=201)
        book.schedules[row["id"]] = made
        compare_schedules(mirror)

    @precondition(lambda self: self.has("schedules"))
    @rule(who=who, data=st.data(), probe=probes)
    def state_occurrences(self, who, data, probe):
        """Record occurrences, skip or match them, or forget what was said or recorded of them."""
        mirror = self.mirror_with(who, "schedules")
        key = shapes.some(data.draw, mirror.naive.schedules)
        for nominal in NOMINALS:
            if state := data.draw(st.sampled_from(["recorded", "skipped", "matched", None])):
                self.state_occurrence(mirror, data, key, nominal, state)
        compare_schedules(mirror)
        compare(mirror, probe)

    @staticmethod
    def state_occurrence(mirror, data, key, nominal, state):
        book = mirror.naive
        schedule = book.schedules[key]
        _, settles = schedule.stated.get(nominal, (None, None))
        if settles in book.free and data.draw(st.booleans()):
            mirror.answer("delete", f"transactions/{settles}/", wanted=204)
            book.forget(settles)
            return
        if nominal in schedule.stated:
            rows = mirror.get(f"occurrences/?schedule={key}")["results"]
            (row,) = [one["id"] for one in rows if one["nominal"] == f"{nominal}"]
            mirror.answer("delete", f"occurrences/{row}/", wanted=204)
            del schedule.stated[nominal]
            return
        body, entry, wanted = {"schedule": key, "nominal": f"{nominal}", "state": state}, None, 201
        if state == "matched":
            if not book.entries:
                return
            fitting = [
                one
                for one in book.free
                if book.entries[one].type == schedule.kind and one not in taken(book)
            ]
            # Mostly one that can be its payment.
            entry = shapes.some(data.draw, fitting or book.entries)
            fits = book.entries[entry].type == schedule.kind and entry not in taken(book)
            body, wanted = {**body, "transaction": entry}, 201 if fits else 400
        shown = mirror.answer("post", "occurrences/", body, wanted=wanted)
        if state == "recorded":
            entry = shown["transaction"]
            mirror.record(entry, recorded(schedule, nominal))
        if wanted == 201:
            schedule.stated[nominal] = state, entry

    @precondition(lambda self: self.has("schedules"))
    @rule(who=who, data=st.data())
    def drop_schedule(self, who, data):
        mirror = self.mirror_with(who, "schedules")
        key = shapes.some(data.draw, mirror.naive.schedules)
        mirror.answer("delete", f"schedules/{key}/", wanted=204)
        del mirror.naive.schedules[key]

    # Statements

    @rule(who=who, data=st.data(), day=days, off=st.sampled_from([0, 0, 0, 1]), probe=probes)
    def state_balance(self, who, data, day, off, probe):
        """State what a bank says, which some postings make up or not, and settle them."""
        mirror = self.mirror(who)
        self.add_statement(mirror, data, day, off)
        compare(mirror, probe)

    @staticmethod
    def add_statement(mirror, data, day, off):
        book = mirror.naive
        # Mostly an account that has begun by then, and has something to settle.
        begun = [key for key, one in book.accounts.items() if one.opening_date <= day]
        moved = [key for key in begun if open_parts(book, key)]
        account = shapes.some(data.draw, moved or begun or book.accounts)
        currency = book.accounts[account].currency
        open_ = open_parts(book, account)
        chosen = data.draw(st.lists(st.sampled_from(open_), min_size=1, max_size=4, unique_by=id)
                           if open_ else st.just([]))  # fmt: skip
        stated = Statement(account, day, off + sum(part.amount for part in chosen))
        stated.balance += book.balance_before(stated)
        same = [(one.account, one.date, one.balance) for one in book.statements.values()]
        fits = (
            day >= book.accounts[account].opening_date
            and (account, day, stated.balance) not in same
            and not book.closed_since(account, day)
        )
        body = {"account": account, "date": f"{day}", "balance": text(stated.balance, currency)}
        row = mirror.answer("post", "statements/", body, wanted=201 if fits else 400)
        if fits:
            book.statements[row["id"]] = stated
            if chosen:
                sent = {"settle": [part.id for part in chosen]}
                mirror.answer("post", f"statements/{row['id']}/settle/", sent, wanted=200)
            for part in chosen:
                part.settled_in = row["id"]
        compare_statements(mirror)

    @precondition(lambda self: self.has("statements"))
    @rule(who=who, data=st.data(), close=st.booleans())
    def close_or_reopen(self, who, data, close):
        mirror = self.mirror_with(who, "statements")
        self.set_closed(mirror, shapes.some(data.draw, mirror.naive.statements), close=close)

    @staticmethod
    def set_closed(mirror, key, *, close):
        book = mirror.naive
        one, before = book.statements[key], book.chain(key)[1:]
        fits = one.closed is not close and not book.closed_since(one.account, one.date, but=key)
        if close:
            opened = before and not book.statements[before[0]].closed
            fits = fits and not opened and not book.gap(key)
        act = "close" if close else "reopen"
        mirror.answer("post", f"statements/{key}/{act}/", wanted=200 if fits else 409)
        one.closed = close if fits else one.closed
        compare_statements(mirror)

    @precondition(lambda self: self.has("statements"))
    @rule(who=who, data=st.data())
    def drop_statement(self, who, data):
        mirror = self.mirror_with(who, "statements")
        book = mirror.naive
        key = shapes.some(data.draw, book.statements)
        closed = book.statements[key].closed
        mirror.answer("delete", f"statements/{key}/", wanted=409 if closed else 204)
        if not closed:
            release(book, [key])
            del book.statements[key]
        compare_statements(mirror)

    @precondition(lambda self: self.has("settled"))
    @rule(who=who, data=st.data(), day=shapes.dates, probe=probes)
    def touch_settled(self, who, data, day, probe):
        """Move a settled entry, which is free, and delete it, which a closed statement forbids."""
        mirror = self.mirror_with(who, "settled")
        book = mirror.naive
        key = shapes.some(data.draw, book.settled)
        entry = book.entries[key]
        mirror.answer("patch", f"transactions/{key}/", {"date": f"{day}"}, wanted=200)
        entry.date = day
        mirror.answer("patch", f"transactions/{key}/", {"status": "pending"}, wanted=400)
        if data.draw(st.booleans()):
            by = {part.settled_in for part in entry.parts} - {None}
            closed = any(book.statements[one].closed for one in by)
            mirror.answer("delete", f"transactions/{key}/", wanted=409 if closed else 204)
            if not closed:
                book.forget(key)
        compare_statements(mirror)
        compare(mirror, probe)


def taken(book):
    """The entries that settle an occurrence."""
    return {entry for one in book.schedules.values() for _, entry in one.stated.values()}


def recorded(schedule, nominal):
    """The entry of an occurrence that is recorded as it is expected."""
    sign = -1 if schedule.kind == "expense" else 1
    part = Part(schedule.account, schedule.kind, schedule.category, sign * schedule.amount)
    return Entry(schedule.kind, nominal, [part], status="pending")


def open_parts(book, account):
    """The postings of an account that a statement can settle."""
    return [
        part
        for entry, part in book.parts()
        if part.account == account and part.settled_in is None and entry.status != "pending"
    ]


def release(book, keys):
    for _, part in book.parts():
        part.settled_in = None if part.settled_in in keys else part.settled_in


def compare_plans(mirror):
    compare_schedules(mirror)
    compare_statements(mirror)


def compare_schedules(mirror):
    """Hold what became of each occurrence against the naive book."""
    book = mirror.naive
    for key, schedule in book.schedules.items():
        shown = mirror.get(f"schedules/{key}/calendar/?{SPRING}")["occurrences"]
        amount = text(schedule.amount, book.accounts[schedule.account].currency)
        found = [(one["nominal"], one["status"], one["transaction"]) for one in shown]
        stated = [
            (nominal, *schedule.stated.get(nominal, ("missed", None))) for nominal in NOMINALS
        ]
        assert found == [(f"{nominal}", *said) for nominal, *said in stated]
        assert {one["expected"] for one in shown} == {amount}


def compare_statements(mirror):
    """Hold each statement, its gap and the sums that explain it against the naive book."""
    book = mirror.naive
    rows = mirror.get("statements/?limit=200")["results"]
    assert {row["id"] for row in rows} == book.statements.keys()
    for row in rows:
        key, one = row["id"], book.statements[row["id"]]
        currency, chain = book.accounts[one.account].currency, book.chain(row["id"])
        shown = mirror.get(f"statements/{key}/comparison/")
        of_account = [(e, p) for e, p in book.parts() if p.account == one.account]
        until = [p for e, p in of_account if e.date <= one.date]
        held = book.accounts[one.account].opening + sum(p.amount for p in until)
        figures = {
            "gap": book.gap(key),
            "earlier_gaps": sum(book.gap(other) for other in chain[1:]),
            "book_balance": held,
            "difference": one.balance - held,
            "settled": book.settled_by([key]),
            "settled_later": book.settled_by(chain, after=one.date),
            "unsettled": sum(p.amount for p in until if p.settled_in not in chain),
        }
        said = {name: shown[name] for name in figures}
        assert said == {name: text(amount, currency) for name, amount in figures.items()}
        assert (row["closed"], row["balance"]) == (one.closed, text(one.balance, currency))
        explained = figures["gap"] + figures["earlier_gaps"] + figures["settled_later"]
        assert minor(explained - figures["unsettled"], currency) == minor(
            figures["difference"], currency
        )
