"""The currencies that a form offers."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from common.money import CURRENCIES


def currency_choices() -> list[tuple[Any, Any]]:
    """Return those of today, and below them those that ISO 4217 has withdrawn; each by its code."""
    today: list[tuple[str, str]] = []
    withdrawn: list[tuple[str, str]] = []
    for code, currency in sorted(CURRENCIES.items()):
        offered = today if currency.withdrawn is None else withdrawn
        offered.append((code, f"{code} {currency.name}"))
    return [*today, (_("No longer in use"), withdrawn)]
