"""`manage.py import_rates`: all of a file or nothing, once, and the books follow."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from books.models import Book, Cause
from currencies import registry, services
from currencies.models import PendingRevaluation, ReferenceRate
from currencies.services import import_reference_rates, revalue_pending
from currencies.tests.ecb_files import CSV_DAILY, CSV_HISTORY, XML_HISTORY, zipped
from tests.cast import signed_up

pytestmark = pytest.mark.django_db

DAY = date(2024, 2, 28)
ALL_YEARS = (date(2007, 12, 31), date(2024, 3, 5))


@pytest.fixture
def run(tmp_path):
    def run(content, *args):
        path = tmp_path / "rates"
        path.write_bytes(content)
        out = StringIO()
        call_command("import_rates", str(path), *args, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def holders(monkeypatch):
    """What the books hold in foreign currencies: a mapping that the test fills."""
    held: dict[int, set[str]] = {}

    def finder(currencies):
        return [book_id for book_id, codes in held.items() if codes & set(currencies)]

    monkeypatch.setattr(registry, "books_with_currencies", [finder])
    return held


def stored():
    rows = ReferenceRate.objects.values_list("source", "currency", "date", "rate")
    return {(source, code, day): rate for source, code, day, rate in rows}


def test_the_rates_of_a_file_are_stored_under_their_source(run):
    assert run(zipped(("eurofxref-hist.csv", CSV_HISTORY))) == (
        "Rates read: 11; currencies: 4; 2007-12-31 to 2024-02-27.\n"
        "Left out, not currencies of ISO 4217: XTS.\n"
        "Added: 11; changed: 0; stored already: 0.\n"
        "Books re-valued: 0.\n"
    )
    assert len(stored()) == 11
    assert stored()["ECB", "GBP", date(2007, 12, 31)] == "0.73335"


def test_the_same_file_again_changes_nothing(run, reported, holders, book):
    run(CSV_HISTORY)
    before = stored()
    holders[book.pk] = {"USD"}
    assert "Added: 0; changed: 0; stored already: 11.\nBooks re-valued: 0." in run(XML_HISTORY)
    assert stored() == before
    assert reported == []
    assert not PendingRevaluation.objects.exists()


def test_a_newer_file_adds_days_and_corrects_values(run):
    run(CSV_HISTORY)
    assert "Added: 4; changed: 0; stored already: 0." in run(CSV_DAILY)
    corrected = CSV_DAILY.replace(b"1.0808", b"1.0810")
    assert "Added: 0; changed: 1; stored already: 3." in run(corrected)
    assert stored()["ECB", "USD", DAY] == "1.081"
    assert len(stored()) == 15


def test_sources_do_not_touch_each_other(run):
    run(CSV_DAILY)
    assert "Added: 4;" in run(CSV_DAILY.replace(b"1.0808", b"1.09"), "--source", "NBP")
    assert stored()["ECB", "USD", DAY] == "1.0808"
    assert stored()["NBP", "USD", DAY] == "1.09"


@pytest.mark.parametrize("source", ["", "ecb", "book", "A B", "A" * 17])
def test_a_source_that_could_be_mistaken_is_refused(run, source):
    with pytest.raises(CommandError, match="--source"):
        run(CSV_DAILY, "--source", source)
    assert stored() == {}


def test_of_a_broken_file_nothing_is_written(run, reported, holders, book):
    holders[book.pk] = {"USD"}
    with pytest.raises(CommandError) as refused:
        run(CSV_HISTORY + b"2007-12-28,1.4692,oops,0.585274,0.73750,N/A,\nlast,,,,,,\n")
    assert "nothing was written" in str(refused.value)
    assert "Line 5, JPY: 'oops' is not a rate." in str(refused.value)
    assert "Line 6: 'last' is not a date" in str(refused.value)
    assert stored() == {}
    assert reported == []


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_rates", str(tmp_path / "none.csv"))


def test_a_book_that_holds_a_changed_currency_is_reported_in_one_change(
    run, reported, holders, book
):
    holders[book.pk] = {"USD", "THB"}
    numbered = book.last_change
    assert "Books re-valued: 1." in run(CSV_HISTORY)
    assert reported == [(book.pk, "EUR", {"USD", "JPY", "GBP", "ISK"}, *ALL_YEARS)]
    book.refresh_from_db()
    assert book.last_change == numbered + 1
    made = book.changes.get(number=book.last_change)
    assert (made.cause, made.user_id) == (Cause.RATES, None)


def test_only_the_days_and_currencies_that_changed_are_reported(run, reported, holders, book):
    run(CSV_HISTORY)
    holders[book.pk] = {"USD"}
    run(CSV_HISTORY.replace(b"1.0852", b"1.09"))
    assert reported == [(book.pk, "EUR", {"USD"}, date(2024, 2, 26), date(2024, 3, 4))]


def test_a_book_that_holds_none_of_the_changed_currencies_is_left_alone(
    run, reported, holders, book
):
    holders[book.pk] = {"THB"}
    run(CSV_DAILY)
    assert reported == []
    assert not book.changes.filter(cause=Cause.RATES).exists()


def test_where_the_home_currency_changed_every_foreign_one_is_concerned(run, reported, holders):
    book = signed_up("bob", home_currency="USD").book
    holders[book.pk] = {"THB"}
    run(CSV_DAILY)
    [(book_id, home, currencies, start, end)] = reported
    assert (book_id, home, start, end) == (book.pk, "USD", DAY, date(2024, 3, 6))
    assert {"EUR", "THB", "GBP"} <= currencies
    assert "USD" not in currencies


def test_each_book_is_reported_for_its_own_home_currency(run, reported, holders):
    books = [signed_up(code, home_currency=code).book for code in ("EUR", "USD", "CHF")]
    holders.update({book.pk: {"GBP"} for book in books})
    assert "Books re-valued: 3." in run(CSV_DAILY)
    assert [(call[0], call[1]) for call in reported] == [(b.pk, b.home_currency) for b in books]


def test_an_import_that_was_cut_off_is_made_good_by_the_next_one(
    run, reported, holders, book, monkeypatch
):
    holders[book.pk] = {"USD"}

    def fail(*args):
        raise RuntimeError("the power went out")

    with monkeypatch.context() as patch:
        patch.setattr(registry, "rate_watchers", [fail])
        with pytest.raises(RuntimeError):
            run(CSV_DAILY)
    assert len(stored()) == 4, "the rates are in"
    assert not book.changes.filter(cause=Cause.RATES).exists(), "and the book does not know yet"
    assert "Added: 0; changed: 0; stored already: 4.\nBooks re-valued: 1." in run(CSV_DAILY)
    assert [call[0] for call in reported] == [book.pk]
    assert revalue_pending() == 0


def test_a_book_that_was_deleted_meanwhile_is_passed_over(reported, holders, book, monkeypatch):
    import_reference_rates("ECB", {("USD", DAY): "1.0808"})
    holders[book.pk] = {"USD"}
    gone = Book(pk=book.pk + 1, home_currency="EUR")
    monkeypatch.setattr(services, "_books_concerned", lambda currencies: iter([gone, book]))
    assert revalue_pending() == 1
    assert [call[0] for call in reported] == [book.pk]


def many_rates(days):
    first = date(2000, 1, 3).toordinal()
    return {
        (code, date.fromordinal(first + index)): f"1.{index + 1}1"
        for code in ("USD", "GBP", "JPY")
        for index in range(days)
    }


@pytest.mark.parametrize("days", [1, 100])
def test_an_import_takes_as_many_statements_for_many_rates_as_for_few(
    days, django_assert_max_num_queries
):
    rates = many_rates(days)
    # Savepoint twice, the stored rates, the rates, the pending revaluation.
    with django_assert_max_num_queries(5):
        import_reference_rates("ECB", rates)
    changed = {key: text + "5" for key, text in rates.items()}
    with django_assert_max_num_queries(6):
        outcome = import_reference_rates("ECB", changed)
    assert outcome.changed == 3 * days


def test_an_import_that_the_database_refuses_leaves_the_rates_as_they_were():
    import_reference_rates("ECB", {("USD", DAY): "1.0808"})
    before = stored()
    with pytest.raises(IntegrityError):
        import_reference_rates("ECB", {("USD", DAY): "1.09", ("GBP", DAY): "-1"})
    assert stored() == before
    assert PendingRevaluation.objects.count() == 1


def test_an_import_that_comes_second_says_so_and_can_be_run_again(run, monkeypatch):
    run(CSV_DAILY)
    with monkeypatch.context() as patch:
        # What a second import sees that read before the first one committed.
        patch.setattr(services, "_stored", lambda source, rates: {})
        with pytest.raises(CommandError, match="Another import"):
            run(CSV_DAILY)
    assert "Added: 0; changed: 0; stored already: 4." in run(CSV_DAILY)


def test_no_rates_are_no_work(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        assert import_reference_rates("ECB", {}).unchanged == 0
    assert revalue_pending() == 0


@pytest.mark.parametrize("size", [7, 8])
def test_batches_cut_nothing_off(monkeypatch, size):
    monkeypatch.setattr(services, "INSERT_ROWS_MAX", size)
    monkeypatch.setattr(services, "IDS_AT_ONCE", size)
    rates = many_rates(8)
    import_reference_rates("ECB", rates)
    import_reference_rates("ECB", {key: text + "5" for key, text in rates.items()})
    assert stored() == {("ECB", *key): text + "5" for key, text in rates.items()}


@pytest.mark.parametrize("page", [1, 2, 3])
def test_books_are_reported_once_whatever_the_page(monkeypatch, reported, holders, page):
    monkeypatch.setattr(services, "BOOKS_PAGE", page)
    books = [signed_up(f"user{number}").book for number in range(3)]
    holders.update({book.pk: {"USD"} for book in books})
    import_reference_rates("ECB", {("USD", DAY): "1.0808"})
    assert revalue_pending() == 3
    assert [call[0] for call in reported] == [book.pk for book in books]
