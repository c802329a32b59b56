"""How long a trend is: some months, weeks, quarters or years, and what the page says of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.period_rules import PeriodRule, Unit
from common.periods import DATE_MIN, Period


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says of periods of one unit."""

    column: Promise
    """At the head of their names."""
    average: Promise
    in_and_out: Promise
    left: Promise
    as_table: Promise
    by_category: Promise


@dataclass(frozen=True, slots=True)
class Length:
    """How many periods of a unit are shown."""

    unit: Unit
    count: int
    name: Promise

    @property
    def parameter(self) -> str:
        """What the address states `count` as."""
        return f"{self.unit}s"

    @property
    def query(self) -> dict[str, str]:
        """What the address states; nothing for the length that needs no statement."""
        return {} if self == LENGTHS[0] else {self.parameter: str(self.count)}

    @property
    def words(self) -> Words:
        return WORDS[self.unit]

    def rule(self, first_weekday: int) -> PeriodRule:
        """Return the rule of its periods: years begin on 1 January, weeks on `first_weekday`."""
        is_week = self.unit is Unit.WEEK
        anchor = Period.of_week(DATE_MIN, first_weekday).start if is_week else DATE_MIN
        return PeriodRule(self.unit, 1, anchor)


LENGTHS = (
    Length(Unit.MONTH, 12, _("12 months")),
    Length(Unit.MONTH, 24, _("24 months")),
    Length(Unit.MONTH, 60, _("5 years")),
)
"""A year, to compare with the one before, and as far back as habits go."""

WORDS = {
    Unit.MONTH: Words(
        column=_("Month"),
        average=_("A month"),
        in_and_out=_("In and out by month"),
        left=_("Left by month"),
        as_table=_("Month by month, as a table"),
        by_category=_("Categories by month"),
    ),
}


def length_of(query: Mapping[str, str]) -> Length:
    """Return the length that an address states; the first of all where it states none."""
    stated = (one for one in LENGTHS if query.get(one.parameter) == str(one.count))
    return next(stated, LENGTHS[0])
