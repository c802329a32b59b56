"""The rules of the house that no linter knows, each a function from a source file to its faults."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from radon.visitors import ComplexityVisitor

LINES_PER_FILE_MAX = 400
LINES_PER_FUNCTION_MAX = 70
COMPLEXITY_MAX = 15
"""ruff lets a function have 7 branches and loops. This leaves it as many boolean operators and
comprehensions, which ruff does not count: one for each branch. More of them need names."""

# Where rows may be written with the methods of the ORM itself. Everything else goes through the
# change that books/unit_of_work.py opens.
WRITING_METHODS = {
    "save", "create", "delete", "update", "get_or_create", "update_or_create",
    "bulk_create", "bulk_update", "asave", "acreate", "adelete", "aupdate",
}  # fmt: skip
WITHOUT_HTTP = {"services.py", "drafts.py", "models.py", "errors.py"}
NAMES_THAT_SAY_NOTHING = {"utils.py", "helpers.py", "misc.py", "tools.py"}

_SPACE = r"[\s#]+"
_THERE = rf"[Tt]here{_SPACE}(?:(?:can|may|must|will|would){_SPACE})?"
IS_NO = re.compile(
    rf"\b({_THERE})?(?:is|are|was|were|be|being){_SPACE}"
    rf"(?:none\b|no{_SPACE}(?!longer\b|more\b)(?=[\w`'\"]))"
)
"""Finds `is` before `no rate` or `none`, also over the end of a line; not after `there`."""


@dataclass(frozen=True)
class Source:
    """A file that people wrote: its path from the project's folder, and its text."""

    path: Path
    text: str

    @property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, str(self.path))

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts or self.path.name == "conftest.py"


def writes_outside_the_door(source: Source) -> Iterator[str]:
    """Calls of the ORM's writing methods: rows change through `UnitOfWork` alone."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and is_orm_write(node):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
            yield f"{source.path}:{node.lineno}: .{name}() outside books/unit_of_work.py"


def is_orm_write(call: ast.Call) -> bool:
    """Whether a call looks like one of the ORM's writing methods.

    `update` and `delete` of a query set take no positional arguments, unlike those of a
    dictionary, a digest or a cache.
    """
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITING_METHODS:
        return False
    return call.func.attr not in {"update", "delete"} or not call.args


def http_below_the_views(source: Source) -> Iterator[str]:
    """Imports of Django's HTTP machinery in a module that states rules or keeps rows."""
    if source.path.name not in WITHOUT_HTTP:
        return
    for node in ast.walk(source.tree):
        if any(name.startswith("django.http") for name in imported_names(node)):
            yield f"{source.path}:{node.lineno}: django.http in {source.path.name}"


def imported_names(node: ast.AST) -> list[str]:
    """The modules that an import statement names; none for any other node."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return []


def imports_in_functions(source: Source) -> Iterator[str]:
    """Imports inside a function, which hide a cycle.

    Django asks for one exception: an app's models can be imported only when the app is `ready`.
    """
    for function in functions(source):
        if source.path.name == "apps.py" and function.name == "ready":
            continue
        for node in ast.walk(function):
            if isinstance(node, ast.Import | ast.ImportFrom):
                yield f"{source.path}:{node.lineno}: import inside {function.name}()"


def functions(source: Source) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def too_long(source: Source) -> Iterator[str]:
    """Files and functions over the house's limits."""
    lines = source.text.count("\n")
    if lines > LINES_PER_FILE_MAX:
        yield f"{source.path}: {lines} lines, {LINES_PER_FILE_MAX} at most"
    for function in functions(source):
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        if length > LINES_PER_FUNCTION_MAX:
            yield f"{source.path}:{function.lineno}: {function.name}() has {length} lines"


def too_complex(source: Source) -> Iterator[str]:
    """Functions with too many branches, boolean operators and comprehensions."""
    for function in functions(source):
        # Each by itself: for a whole file, radon leaves out what stands within another function.
        (counted,) = ComplexityVisitor.from_ast(function).functions
        if counted.complexity > COMPLEXITY_MAX:
            told = f"has a complexity of {counted.complexity}, {COMPLEXITY_MAX} at most"
            yield f"{source.path}:{function.lineno}: {function.name}() {told}"


def vague_names(source: Source) -> Iterator[str]:
    """Files whose name does not say what they own."""
    if source.path.name in NAMES_THAT_SAY_NOTHING:
        yield f"{source.path}: the name does not say what the file owns"


def without_docstring(source: Source) -> Iterator[str]:
    """Modules that do not say what they own, but for those that Django prescribes."""
    if source.path.name in {"apps.py", "urls.py", "__init__.py"}:
        return
    if source.tree.body and ast.get_docstring(source.tree) is None:
        yield f"{source.path}: no module docstring"


def unfinished(source: Source) -> Iterator[str]:
    """Notes to do something later: it is done now, or it is an issue."""
    marks = ("TO" + "DO", "FIX" + "ME")
    for number, line in enumerate(source.text.splitlines(), start=1):
        if any(mark in line for mark in marks):
            yield f"{source.path}:{number}: {line.strip()}"


def says_is_no(source: Source) -> Iterator[str]:
    """Texts with `is` before `no rate`: a reader looks for `is not a rate`, or `is not valid`."""
    for match in IS_NO.finditer(source.text):
        if match[1] is None:
            number = source.text.count("\n", 0, match.start()) + 1
            yield f"{source.path}:{number}: {' '.join(match[0].split())} …: say what it is not"
