"""The house rules hold in every file, and each of them finds a fault that a test plants."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests import house_rules
from tests.house_rules import Source

ROOT = Path(__file__).resolve().parent.parent
Rule = Callable[[Source], Iterator[str]]

# The files that write rows themselves, each with the reason. All others call `UnitOfWork`.
MAY_WRITE = {
    "books/unit_of_work.py": "it is the door",
    "books/revision_recorder.py": "it is the memory of the door",
    "books/rows.py": "it sends what the door writes",
    "books/undo_chains.py": "what the door says of changes that were undone is not a row of a book",
    "books/services.py": "a book, its members and its end stand outside its own changes",
    "books/pruning.py": "what it lets go of is not a row of a book any more",
    "currencies/services.py": "published rates belong to no book",
    "expense_tracker/heartbeats.py": "the heartbeats of workers belong to no book",
    "imports/services.py": "an import is beside its book until it is committed",
    "imports/keeping.py": "decisions about a plan are beside the book, as the import is",
    "schedules/refusals.py": "what was refused is beside the book",
    "users/access_tokens.py": "the tokens of people belong to no book",
    "households/services.py": "members and invitations are access, not rows of the book",
    "users/models.py": "the security log refuses to write a line again",
    "users/security.py": "the security log belongs to no book",
    "users/preferences.py": "the preferences of people belong to no book",
    "users/second_step.py": "the second steps of people belong to no book",
    "users/sessions.py": "the sessions of people belong to no book",
    "users/services.py": "people and their tokens belong to no book",
}


def sources() -> list[Source]:
    """Every Python file of the project that is written by hand."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and is_ours(path)]
    files = [*ROOT.glob("*.py"), *(file for folder in folders for file in folder.rglob("*.py"))]
    paths = sorted(file.relative_to(ROOT) for file in files)
    by_hand = [path for path in paths if "migrations" not in path.parts]
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in by_hand]


def pages() -> list[Source]:
    """Every text in Markdown and HTML; CONTRIBUTING.md quotes what it forbids."""
    folders = [path for path in ROOT.iterdir() if path.is_dir() and is_ours(path)]
    files = [*ROOT.glob("*.md"), *(file for folder in folders for file in folder.rglob("*.*"))]
    paths = sorted(file.relative_to(ROOT) for file in files if file.suffix in {".md", ".html"})
    paths = [path for path in paths if "node_modules" not in path.parts]
    by_hand = [path for path in paths if path.name not in {"CHANGELOG.md", "CONTRIBUTING.md"}]
    return [Source(path, (ROOT / path).read_text(encoding="utf-8")) for path in by_hand]


def is_ours(folder: Path) -> bool:
    """Whether a folder holds what people wrote, not data or what was installed."""
    return folder.name[0] != "." and folder.name not in {"var", "staticfiles", "postman"}


SOURCES = sources()


def is_program(source: Source) -> bool:
    """Whether a file is of the program; the benchmarks write rows to compare themselves with."""
    return not source.is_test and source.path.parts[0] != "benchmarks"


RULES: dict[Rule, Callable[[Source], bool]] = {
    house_rules.too_long: lambda _source: True,
    house_rules.vague_names: lambda _source: True,
    house_rules.without_docstring: lambda _source: True,
    house_rules.unfinished: lambda _source: True,
    house_rules.writes_outside_the_door: is_program,
    house_rules.http_below_the_views: is_program,
    house_rules.imports_in_functions: is_program,
    house_rules.without_reason: is_program,
    house_rules.too_complex: lambda source: not source.is_test,
}
"""Each rule, and in which files it holds."""


def test_every_file_keeps_the_rules(subtests: pytest.Subtests) -> None:
    """One test for all rules: they share the syntax trees, which take five seconds to make."""
    found: dict[Rule, dict[str, list[str]]] = {rule: {} for rule in RULES}
    for source in SOURCES:
        for rule, applies in RULES.items():
            if applies(source) and not may_write(source, rule) and (told := list(rule(source))):
                found[rule][str(source.path)] = told
    for rule, faults in found.items():
        with subtests.test(rule.__name__):
            assert faults == {}


def may_write(source: Source, rule: Rule) -> bool:
    return rule is house_rules.writes_outside_the_door and str(source.path) in MAY_WRITE


def test_every_text_says_what_a_thing_is_not() -> None:
    read = [*SOURCES, *pages()]
    assert {source.path.suffix for source in read} == {".py", ".md", ".html"}
    assert [fault for source in read for fault in house_rules.says_is_no(source)] == []


def test_every_exception_is_still_needed() -> None:
    by_hand = {str(source.path): source for source in SOURCES}
    writes = house_rules.writes_outside_the_door
    assert [path for path in MAY_WRITE if not any(writes(by_hand[path]))] == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (house_rules.writes_outside_the_door, "a/views.py", "row.save()"),
        (house_rules.writes_outside_the_door, "a/views.py", "Row.objects.create(a=1)"),
        (house_rules.writes_outside_the_door, "a/views.py", "rows.filter(a=1).delete()"),
        (house_rules.writes_outside_the_door, "a/views.py", "rows.update(a=1)"),
        (
            house_rules.writes_outside_the_door,
            "a/views.py",
            "from common.statements import Statement, Update",
        ),
        (house_rules.writes_outside_the_door, "a/views.py", "Row.objects.bulk_create(rows)"),
        (house_rules.http_below_the_views, "a/services.py", "from django.http import Http404"),
        (house_rules.http_below_the_views, "a/models.py", "import django.http"),
        (house_rules.imports_in_functions, "a/views.py", "def f():\n    import a.services"),
        (house_rules.imports_in_functions, "a/apps.py", "def f():\n    from a import services"),
        (house_rules.too_long, "a/views.py", "x = 1\n" * 401),
        (house_rules.too_long, "a/views.py", "def f():\n" + "    x = 1\n" * 70),
        (house_rules.too_complex, "a/views.py", f"def f(a):\n    return {' or '.join('a' * 16)}"),
        (
            house_rules.too_complex,
            "a/views.py",
            "def f():\n    def g():\n" + "        a or b\n" * 15,
        ),
        (house_rules.vague_names, "a/utils.py", ""),
        (house_rules.without_docstring, "a/views.py", "x = 1"),
        (house_rules.without_reason, "a/views.py", "ROWS_MAX = 1_000"),
        (house_rules.without_reason, "a/views.py", "_BYTES: Final = 64 * 1024"),
        (house_rules.without_reason, "a/views.py", "FEW_MAX = 10 * ROWS_MAX"),
        (house_rules.without_reason, "a/views.py", "TOLERANCE = Decimal('0.04')"),
        (house_rules.without_reason, "a/views.py", "AHEAD = timedelta(days=31)"),
        (house_rules.without_reason, "a/views.py", "# why both\nA = 2\nB = 3\n\nC = 4"),
        (house_rules.without_reason, "a/views.py", 'A = 2\nB = 3\n"""Why three."""'),
        (house_rules.without_reason, "a/views.py", "# a chapter\n\nA = 2"),
        (house_rules.unfinished, "a/views.py", "x = 1  # TO" + "DO: later"),
        (house_rules.says_is_no, "a/views.py", "detail = f'{rate} is " + "no rate.'"),
        (house_rules.says_is_no, "a/views.py", "# what this is\n    # " + "no row of"),
        (house_rules.says_is_no, "a/page.html", "<p>A file that is " + "none.</p>"),
        (house_rules.says_is_no, "a/page.md", "two rows that are " + "no transfer"),
    ],
)
def test_a_planted_fault_is_found(rule: Rule, path: str, text: str) -> None:
    assert len(list(rule(Source(Path(path), text)))) == 1


def test_a_function_that_is_too_complex_is_named_with_its_number() -> None:
    text = f"class A:\n    def f(a):\n        return {' or '.join('a' * 20)}"
    faults = list(house_rules.too_complex(Source(Path("a/views.py"), text)))
    assert faults == ["a/views.py:2: f() has a complexity of 20, 15 at most"]


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (house_rules.writes_outside_the_door, "a/views.py", "names.update({1: 2})"),
        (house_rules.writes_outside_the_door, "a/views.py", "digest.update(text)"),
        (house_rules.writes_outside_the_door, "a/views.py", "cache.delete(key)"),
        (house_rules.http_below_the_views, "a/views.py", "from django.http import Http404"),
        (house_rules.imports_in_functions, "a/apps.py", "def ready(self):\n    import a.models"),
        (house_rules.too_long, "a/views.py", "def f():\n" + "    x = 1\n" * 69),
        (house_rules.too_complex, "a/views.py", f"def f(a):\n    return {' or '.join('a' * 15)}"),
        (house_rules.without_reason, "a/views.py", 'ROWS_MAX = 2\n"""Why two."""'),
        (house_rules.without_reason, "a/views.py", "ROWS_MAX = 2  # why two"),
        (house_rules.without_reason, "a/views.py", "# why two and three\nA = 2\nB = 3"),
        (house_rules.without_reason, "a/views.py", "NO_ROW = -1\nNOTHING = 0\nONE = Decimal(1)"),
        (house_rules.without_reason, "a/views.py", "NAMES = (2, 3)\nSHOWN = True\nrows = 2"),
        (house_rules.without_reason, "a/views.py", "class A:\n    ROWS = 2"),
        (house_rules.says_is_no, "a/views.py", "# There is no rate; where there are none:"),
        (house_rules.says_is_no, "a/page.md", "there can be no gap. It is no longer one."),
        (house_rules.says_is_no, "a/views.py", "if row is None: note_all()"),
    ],
)
def test_what_only_looks_like_a_fault_is_let_through(rule: Rule, path: str, text: str) -> None:
    assert list(rule(Source(Path(path), text))) == []
