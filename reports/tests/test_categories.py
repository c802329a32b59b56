"""reports/categories: a period as a tree in which parents contain their branch."""

from reports.tests.conftest import JANUARY
from tests.cast import faults, made


def tree(caller, query=JANUARY):
    return made(caller.get(f"reports/categories/?{query}"))


def test_a_parent_contains_its_branch_and_says_what_is_its_own(alice, household):
    (food,) = [n for n in tree(alice)["categories"] if n["category"] == household["food"]]
    assert (food["amount"], food["own_amount"]) == ("100.00", "70.00")
    (groceries,) = food["children"]
    assert (groceries["amount"], groceries["share"]) == ("30.00", "0.2673")


def test_the_roots_of_a_type_add_up_to_its_total(alice, household):
    report = tree(alice)
    roots = [node for node in report["categories"] if node["type"] == "expense"]
    assert sum(round(float(node["amount"]) * 100) for node in roots) == 11_225
    assert report["expense"] == "112.25"


def test_loose_days_at_both_edges_count_exactly(alice, household):
    assert tree(alice, "start_date=2023-12-20&end_date=2024-01-15")["expense"] == "115.50"
    assert tree(alice, "start_date=2023-12-21&end_date=2024-01-14")["expense"] == "0.00"
    assert tree(alice, "start_date=2024-01-20&end_date=2024-01-20")["expense"] == "30.00"


def test_branches_without_a_posting_are_left_out(alice, household):
    named = {node["name"] for node in tree(alice)["categories"]}
    assert named == {"Salary", "Food", ""}


def test_a_node_leads_to_the_transactions_of_its_branch(alice, household):
    (food,) = [n for n in tree(alice)["categories"] if n["category"] == household["food"]]
    assert len(made(alice.get(food["transactions"]))["results"]) == food["postings"] == 4


def test_missing_and_reversed_dates_are_named(alice):
    assert faults(alice.get("reports/categories/")) == {
        ("?start_date", "required"),
        ("?end_date", "required"),
    }
    reversed_dates = alice.get("reports/categories/?start_date=2024-02-01&end_date=2024-01-01")
    assert faults(reversed_dates) == {("?end_date", "before_start")}


def test_the_whole_span_of_the_tracker_can_be_asked_for(alice, household):
    assert tree(alice, "start_date=1900-01-01&end_date=2200-12-31")["expense"] == "152.25"
