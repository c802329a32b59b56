"""Answers as JSON: the text of REST Framework, byte for byte."""

import uuid
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ErrorDetail
from rest_framework.renderers import JSONRenderer

from api.rendering import FastJSONRenderer
from books.models import Role

BEYOND_64_BITS = 2**70
VALUES: list[Any] = [
    None,
    {"amount": "-75.50", "count": 2**63 - 1, "open": True, "payee": None, "lines": []},
    'Zoë, 日本, 💶, \0, \x1f, \x7f, ", \\, /, \u2028, \u2029',
    [date(2024, 2, 29), datetime(2024, 2, 29, 12, tzinfo=UTC)],
    datetime(2024, 2, 29, 12, 0, 0, 5, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=timezone(timedelta(hours=2))),
    datetime(2024, 2, 29, 12),  # noqa: DTZ001  # one without a zone
    [Decimal("0.5"), 0.1, 1e22, timedelta(seconds=90), uuid.UUID(int=1)],
    (Role.OWNER, ErrorDetail("Why.", "code"), gettext_lazy("Home"), b"bytes"),
    {ErrorDetail("key"): 1, 2: "two"},
    BEYOND_64_BITS,
]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_written_as_rest_framework_writes_it(value: Any) -> None:
    assert FastJSONRenderer().render(value) == JSONRenderer().render(value)


def test_a_client_may_ask_for_indented_text() -> None:
    kind = "application/json; indent=4"
    data = {"payee": ["Zoë"]}
    assert FastJSONRenderer().render(data, kind) == JSONRenderer().render(data, kind)
