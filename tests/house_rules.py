"""The rules of the house that no linter knows, each a function from a source file to its faults."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
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
WRITING_STATEMENTS = {"common.statements.Update", "common.statements.Delete"}
WITHOUT_HTTP = {"services.py", "drafts.py", "models.py", "errors.py"}
MARKS_AND_UNITS = {"-1", "0", "1", "Decimal(-1)", "Decimal(0)", "Decimal(1)"}
"""The numbers that need no reason: they stand for none or for one of something."""
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
        return _parsed(self)

    @property
    def nodes(self) -> list[ast.AST]:
        """Every node of the tree."""
        return _walked(self)

    @property
    def is_test(self) -> bool:
        return "tests" in self.path.parts or self.path.name == "conftest.py"


@lru_cache(maxsize=1)
def _parsed(source: Source) -> ast.Module:
    """Parse a file once for all rules in a row; the trees of all files are a million objects."""
    return ast.parse(source.text, str(source.path))


@lru_cache(maxsize=1)
def _walked(source: Source) -> list[ast.AST]:
    return list(ast.walk(source.tree))


def writes_outside_the_door(source: Source) -> Iterator[str]:
    """Calls of the ORM's writing methods: rows change through `UnitOfWork` alone."""
    for node in source.nodes:
        for name in WRITING_STATEMENTS.intersection(imported_names(node)):
            yield f"{source.path}:{node.lineno}: {name} outside books/unit_of_work.py"
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
    for node in source.nodes:
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
    for node in source.nodes:
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
            measured = f"has a complexity of {counted.complexity}, {COMPLEXITY_MAX} at most"
            yield f"{source.path}:{function.lineno}: {function.name}() {measured}"


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


def without_reason(source: Source) -> Iterator[str]:
    """Numbers that a module states as constants, with no reason beside them.

    That is a docstring below, a comment on a line of the constant, or one above it or above its
    group, which are assignments without anything between them.
    """
    body = source.tree.body
    comments = _comments(source.text)
    explained, end = False, 0
    for place, node in enumerate(body):
        is_assignment = isinstance(node, ast.Assign | ast.AnnAssign)
        in_group = is_assignment and explained and node.lineno == end + 1
        explained, end = in_group or comments.get(node.lineno - 1) == 0, node.end_lineno or 0
        if (
            explained
            or not _states_number(node)
            or comments.keys() & {*range(node.lineno, end + 1)}
        ):
            continue
        if not _is_text(body[place + 1 : place + 2]):
            yield f"{source.path}:{node.lineno}: no reason beside {ast.unparse(node)}"


def _comments(text: str) -> dict[int, int]:
    """Return the lines that have a comment, and the columns in which they begin."""
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    return dict(token.start for token in tokens if token.type == tokenize.COMMENT)


def _states_number(node: ast.stmt) -> bool:
    """Whether a statement gives a name in capitals a number that is not a mark or a unit."""
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    else:
        return False
    named = any(isinstance(name, ast.Name) and name.id.isupper() for name in targets)
    if not named or node.value is None:
        return False
    return _is_number(node.value) and ast.unparse(node.value) not in MARKS_AND_UNITS


def _is_number(node: ast.expr) -> bool:
    """Whether an expression is a number, or follows from one: `2 * LIMIT`, `Decimal("0.5")`."""
    match node:
        case ast.Constant(value=bool()):
            return False
        case ast.Constant(value=int() | float()):
            return True
        case ast.UnaryOp(operand=operand):
            return _is_number(operand)
        case ast.BinOp(left=left, right=right):
            parts = (left, right)
            plain = all(isinstance(part, ast.Name) or _is_number(part) for part in parts)
            return plain and any(_is_number(part) for part in parts)
        case ast.Call(func=ast.Name(id="Decimal" | "timedelta")):
            return True
    return False


def _is_text(nodes: Sequence[ast.stmt]) -> bool:
    """Whether there is a statement, and it is nothing but a text."""
    values = [node.value for node in nodes if isinstance(node, ast.Expr)]
    return any(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in values)


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
