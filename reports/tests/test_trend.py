"""reports/trend: income, expense and net, month by month."""

from tests.cast import faults, made


def test_months_come_in_order_and_empty_ones_are_zero(alice, household):
    report = made(alice.get("reports/trend/?months=3&end_date=2024-02-10"))
    assert [(m["year"], m["month"]) for m in report["months"]] == [
        (2023, 12),
        (2024, 1),
        (2024, 2),
    ]
    assert [m["expense"] for m in report["months"]] == ["40.00", "112.25", "0.00"]
    assert [m["net"] for m in report["months"]] == ["-40.00", "2887.75", "0.00"]


def test_without_parameters_it_shows_the_twelve_months_up_to_now(alice):
    assert len(made(alice.get("reports/trend/"))["months"]) == 12


def test_a_month_without_a_rate_says_what_it_leaves_out(alice, household):
    report = made(alice.get("reports/trend/?months=1&end_date=2024-01-31"))
    assert report["months"][0]["unconverted"][0]["amount"] == "20.00"


def test_too_many_months_are_refused(alice):
    assert faults(alice.get("reports/trend/?months=0")) == {("?months", "min_value")}
    assert faults(alice.get("reports/trend/?months=241")) == {("?months", "max_value")}


def test_it_takes_the_same_queries_for_one_month_and_for_twenty_years(
    alice, household, django_assert_num_queries
):
    for months in (1, 240):
        with django_assert_num_queries(3):
            made(alice.get(f"reports/trend/?months={months}&end_date=2024-01-31"))


def test_there_are_no_months_before_those_that_the_tracker_keeps(alice):
    report = made(alice.get("reports/trend/?months=240&end_date=1900-02-01"))
    assert [(m["year"], m["month"]) for m in report["months"]] == [(1900, 1), (1900, 2)]
