"""Which module imports which, read from the source; what only type checkers see counts too."""

import ast
from collections.abc import Container, Iterable, Mapping

from tests.house_rules import Source


def import_graph(sources: Iterable[Source]) -> dict[str, set[str]]:
    """The modules that each module imports, of those that are among `sources`."""
    modules = {module_name(source): source for source in sources}
    # One tree at a time: all of them are a million objects for the collector of garbage.
    return {
        name: {found for node in ast.walk(source.tree) for found in _named(node, modules)} - {name}
        for name, source in modules.items()
    }


def circles(graph: Mapping[str, set[str]]) -> set[frozenset[str]]:
    """The groups of modules of which each imports every other one, directly or through others."""
    reached = {name: _reached(graph, name) for name in graph}
    return {
        frozenset(other for other in reached[name] if name in reached[other])
        for name in graph
        if name in reached[name]
    }


def _reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """What `start` imports, and what those import in turn."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        fresh = graph[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return found


def module_name(source: Source) -> str:
    parts = source.path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _named(node: ast.AST, modules: Container[str]) -> set[str]:
    """The modules that a statement imports: `from a import b` means a.b where that is a module."""
    found = set()
    if isinstance(node, ast.Import):
        found = {alias.name for alias in node.names}
    elif isinstance(node, ast.ImportFrom) and node.module:
        names = {f"{node.module}.{alias.name}" for alias in node.names}
        found = {name if name in modules else node.module for name in names}
    return {name for name in found if name in modules}
