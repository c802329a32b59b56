"""Which tests reach the database, and so have to run on every engine: a plug-in of pytest.

`pytest -m database` selects them. They are known by their fixtures; a test that reaches it in
another way, such as by a program that it starts, is given the mark by hand, or it fails.

A test gets the mark `one_engine` by hand if no engine can change its outcome: what it tries is
decided before a statement is sent, or after the rows have come. `make test` runs it on SQLite
alone.
"""

from typing import Any

import pytest

FIXTURES = frozenset({"db", "transactional_db"})
NO_DATABASE = "mysql://nobody:nobody@127.0.0.1:1/none"
"""Nobody listens there: a program that reaches for the database of its environment fails."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests whose fixtures reach the database, before `-m` selects."""
    for item in items:
        fixtures = FIXTURES & set(getattr(item, "fixturenames", ()))
        if fixtures or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
) -> None:
    """Refuse the database to a test that asks for it while it runs, and has no mark."""
    if fixturedef.argname in FIXTURES and not request.node.get_closest_marker("database"):
        pytest.fail("it reaches the database: mark it `django_db`", pytrace=False)


@pytest.fixture(autouse=True)
def database_of_programs(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the programs that a test without the mark starts from the database of this run."""
    if not request.node.get_closest_marker("database"):
        monkeypatch.setenv("DATABASE_URL", NO_DATABASE)
