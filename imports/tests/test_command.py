"""`manage.py import_file`: the same from the shell."""

import io

import pytest
from django.core.management import CommandError, call_command

from imports.tests.sending import stored, table
from tests.cast import made

TEXT = table(("2024-01-05", "-3.40", "Bakery"), ("2024-01-32", "-1.00", "Never"))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "january.csv"
    path.write_text(TEXT)
    return path


def said(*arguments, **options):
    output = io.StringIO()
    call_command("import_file", *arguments, stdout=output, stderr=io.StringIO(), **options)
    return output.getvalue()


def test_it_imports_a_file_and_says_what_became_of_it(alice, cash, file):
    text = said(file, account=cash)
    assert "Rows: 1 new, 1 faulty." in text
    assert "Recorded 1 in change" in text
    assert stored(alice) == [("2024-01-05", "-3.40", "Bakery")]
    assert "Recorded 0" in said(file, account=cash)


def test_it_plans_without_committing(alice, cash, file):
    said(file, account=cash, plan_only=True)
    assert stored(alice) == []
    (shown,) = made(alice.get("imports/"))["results"]
    assert shown["state"] == "planned"


def test_it_says_what_is_missing(alice, cash, file, tmp_path):
    with pytest.raises(CommandError, match="state one"):
        said(file)
    with pytest.raises(CommandError, match="cannot be read"):
        said(tmp_path / "none.csv", account=cash)
    with pytest.raises(CommandError, match="JSON object"):
        said(file, account=cash, options="[]")
    with pytest.raises(CommandError, match="no such book"):
        said(file, account=cash, book=987654)


def test_it_asks_which_book_where_there_are_several(alice, bob, cash, file):
    with pytest.raises(CommandError, match="--book"):
        said(file, account=cash)
    said(file, account=cash, book=alice.book.pk)
    assert len(stored(alice)) == 1
