"""No modules of the program import each other in a circle, not even for their types alone."""

from pathlib import Path

import pytest

from tests.house_rules import Source
from tests.import_graph import circles, import_graph
from tests.test_tidy import SOURCES

PROGRAM = [source for source in SOURCES if not source.is_test]


@pytest.fixture(scope="module")
def graph():
    return import_graph(PROGRAM)


def test_no_modules_import_each_other_in_a_circle(graph):
    assert circles(graph) == set()


def test_the_graph_has_the_imports_of_the_program(graph):
    assert "books.unit_of_work" in graph["categories.services"]
    assert "categories.services" in graph["categories.views"]
    assert len(graph) > 300


def source(name, text):
    return Source(Path(f"{name}.py"), text)


def test_a_circle_is_found():
    there = source("a/first", "from a.second import x")
    back = source("a/second", "if TYPE_CHECKING:\n    from a.first import X")
    assert circles(import_graph([there, back])) == {frozenset({"a.first", "a.second"})}


def test_a_circle_through_a_package_is_found():
    there = source("a/first", "from a import second")
    back = source("a/second", "import a.first")
    assert circles(import_graph([there, back])) == {frozenset({"a.first", "a.second"})}


def test_modules_in_a_row_are_no_circle():
    row = [source("a/first", "from a.second import x"), source("a/second", "")]
    assert circles(import_graph(row)) == set()
