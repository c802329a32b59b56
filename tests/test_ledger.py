"""docs/reference/ledger.md against the code: it leaves out no invariant, and makes none up."""

import re
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from books import registry
from books.integrity.examination import all_checks
from books.models import Book, Change, Membership, Revision
from books.resources import resources

LEDGER = Path(__file__).resolve().parent.parent / "docs/reference/ledger.md"
DRAFTS = [
    f"{config.name}.{module}"
    for config in apps.get_app_configs()
    for module in ("drafts", "draft_rules", "line_drafts", "row_rules")
    if any(one.model._meta.app_label == config.label for one in resources.values())
    and module_has_submodule(config.module, module)
]

text = LEDGER.read_text(encoding="utf-8")
rows = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in text.splitlines()
    if line.startswith("| ") and not line.startswith(("| What", "| ---"))
]


def quoted(cell):
    return re.findall(r"`([^`]+)`", cell)


def rule_functions():
    """Every rule of a draft, by its name."""
    modules = [import_module(name) for name in DRAFTS]
    lists = ("ROW_RULES", "RULES", "DRAFT_RULES", "LINE_RULES", "SPLIT_RULES")
    return {rule.__name__ for m in modules for name in lists for rule in getattr(m, name, ())}


def test_every_constraint_of_the_books_tables_is_in_the_ledger():
    models = [Book, Change, Membership, Revision, *registry.row_models]
    named = set(quoted(text))
    missing = {c.name for model in models for c in model._meta.constraints} - named
    assert missing == set()


def test_every_rule_is_in_the_ledger():
    assert rule_functions() - {name for row in rows for name in quoted(row[1])} == set()


def test_every_check_is_in_the_ledger():
    assert {check.__name__ for check in all_checks()} - set(quoted(text)) == set()


def test_what_the_ledger_names_exists():
    models = [Book, Change, Membership, Revision, *registry.row_models]
    constraints = {c.name for model in models for c in model._meta.constraints}
    checks = {check.__name__ for check in all_checks()}
    assert rows
    for _, rules, kept_by, looked_at_by in rows:
        assert set(quoted(kept_by)) <= constraints
        assert set(quoted(looked_at_by)) <= checks
        for rule in quoted(rules):
            module, _, name = rule.rpartition(".")
            known = (
                hasattr(import_module(module), name)
                if module
                else (rule in rule_functions() or rule == "judge")
            )
            assert known, rule
