"""Currencies that the euro replaced, with the rates that law fixed for good.

Source: Council Regulation (EC) No 2866/98 with the regulations that amend it, and article 2 of
Council Regulation (EC) No 1103/97 for the ECU. Law states six significant digits, zeros included,
and forbids to round or to shorten them, and to use inverse rates.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class FixedRate:
    """`rate` units of a currency are 1 euro, on `since` and on every day after it."""

    rate: Decimal
    since: date


_BY_DAY = {
    date(1999, 1, 1): {
        "ATS": "13.7603",
        "BEF": "40.3399",
        "DEM": "1.95583",
        "ESP": "166.386",
        "FIM": "5.94573",
        "FRF": "6.55957",
        "IEP": "0.787564",
        "ITL": "1936.27",
        "LUF": "40.3399",
        "NLG": "2.20371",
        "PTE": "200.482",
        "XEU": "1",
    },
    date(2001, 1, 1): {"GRD": "340.750"},
    date(2007, 1, 1): {"SIT": "239.640"},
    date(2008, 1, 1): {"CYP": "0.585274", "MTL": "0.429300"},
    date(2009, 1, 1): {"SKK": "30.1260"},
    date(2011, 1, 1): {"EEK": "15.6466"},
    date(2014, 1, 1): {"LVL": "0.702804"},
    date(2015, 1, 1): {"LTL": "3.45280"},
    date(2023, 1, 1): {"HRK": "7.53450"},
    date(2026, 1, 1): {"BGN": "1.95583"},
}

FIXED: Mapping[str, FixedRate] = MappingProxyType(
    {
        code: FixedRate(Decimal(rate), since)
        for since, rates in _BY_DAY.items()
        for code, rate in rates.items()
    }
)
"""The fixed rate of each currency that has one, by its code."""


def fixed_on(codes: tuple[str, ...], day: date) -> dict[str, Decimal]:
    """Return the units per euro of those of `codes` whose rate is fixed on `day`."""
    return {code: FIXED[code].rate for code in codes if code in FIXED and FIXED[code].since <= day}
