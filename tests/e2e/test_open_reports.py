"""Overview and reports with everything open, over other periods, and where they are empty."""

import pytest

from tests.e2e.conftest import BROWSER_ALONE, barriers, beyond

pytestmark = BROWSER_ALONE

ADDRESSES = [
    "",
    "?month=2001-01",
    "reports/month/?open=all",
    "reports/month/?month=2001-01",
    "reports/categories/?category={category}",
    "reports/categories/?category=none",
    "reports/trend/?months=60",
    "reports/trend/?weeks=52",
    "reports/trend/?quarters=12",
    "reports/trend/?years=10",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_fits_its_window_and_has_no_barriers(address, household, walker):
    walker.sign_in_as(household.user)
    for page in walker.windows():
        page.goto(f"/b/{household.book.pk}/{address.format(**household.ids)}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        assert beyond(page) == 0
        assert page.evaluate("violations") == []
        assert barriers(page) == []
        page.emulate_media(color_scheme="dark")
        assert barriers(page, contrast_alone=True) == []


# What stands below the bars: the texts at the left are those of the scale.
ROOM_BESIDE_LABELS = """() => [...document.querySelectorAll("svg.plot")].flatMap(chart => {
  const seen = [...chart.querySelectorAll("text[text-anchor=middle]")]
    .map(text => text.getBoundingClientRect()).filter(place => place.width);
  return seen.slice(1).map((place, number) => place.left - seen[number].right);
})"""


@pytest.mark.parametrize(
    "length", ["months=12", "months=60", "weeks=52", "quarters=12", "years=10"]
)
def test_the_labels_of_bars_lie_apart(length, household, visitor):
    visitor.sign_in_as(household.user)
    for phone in (False, True):
        page = visitor.page(phone=phone)
        page.goto(f"/b/{household.book.pk}/reports/trend/?{length}")
        room = page.evaluate(ROOM_BESIDE_LABELS)
        assert len(room) >= 6
        assert min(room) > 4
        page.context.close()
