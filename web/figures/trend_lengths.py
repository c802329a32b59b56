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

    @property
    def step(self) -> int:
        """How many months later or earlier the page has another last period."""
        return _STEPS.get(self.unit, 1)

    def rule(self, first_weekday: int) -> PeriodRule:
        """Return the rule of its periods: years begin on 1 January, weeks on `first_weekday`."""
        is_week = self.unit is Unit.WEEK
        anchor = Period.of_week(DATE_MIN, first_weekday).start if is_week else DATE_MIN
        return PeriodRule(self.unit, 1, anchor)


LENGTHS = (
    Length(Unit.MONTH, 12, _("12 months")),
    Length(Unit.MONTH, 24, _("24 months")),
    Length(Unit.MONTH, 60, _("5 years")),
    Length(Unit.WEEK, 52, _("52 weeks")),
    Length(Unit.QUARTER, 12, _("12 quarters")),
    Length(Unit.YEAR, 10, _("10 years")),
)
"""A year, to compare with the one before, and as far back as habits go. Weeks show what months
blur, quarters and years what comes once in them."""
_STEPS = {Unit.QUARTER: 3, Unit.YEAR: 12}

WORDS = {
    Unit.WEEK: Words(
        column=_("Week from"),
        average=_("A week"),
        in_and_out=_("In and out by week"),
        left=_("Left by week"),
        as_table=_("Week by week, as a table"),
        by_category=_("Categories by week"),
    ),
    Unit.MONTH: Words(
        column=_("Month"),
        average=_("A month"),
        in_and_out=_("In and out by month"),
        left=_("Left by month"),
        as_table=_("Month by month, as a table"),
        by_category=_("Categories by month"),
    ),
    Unit.QUARTER: Words(
        column=_("Quarter"),
        average=_("A quarter"),
        in_and_out=_("In and out by quarter"),
        left=_("Left by quarter"),
        as_table=_("Quarter by quarter, as a table"),
        by_category=_("Categories by quarter"),
    ),
    Unit.YEAR: Words(
        column=_("Year"),
        average=_("A year"),
        in_and_out=_("In and out by year"),
        left=_("Left by year"),
        as_table=_("Year by year, as a table"),
        by_category=_("Categories by year"),
    ),
}


def length_of(query: Mapping[str, str]) -> Length:
    """Return the length that an address states; the first of all where it states none."""
    stated = (one for one in LENGTHS if query.get(one.parameter) == str(one.count))
    return next(stated, LENGTHS[0])
