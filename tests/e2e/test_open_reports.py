"""Overview and reports with everything open, over other periods, and where they are empty."""

import pytest

from tests.e2e.conftest import BROWSER_ALONE, barriers

pytestmark = BROWSER_ALONE

ADDRESSES = [
    "",
    "?month=2001-01",
    "reports/month/?open=all",
    "reports/month/?month=2001-01",
    "reports/categories/?category={category}",
    "reports/categories/?category=none",
    "reports/trend/?months=60",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_fits_its_window_and_has_no_barriers(address, household, visitor):
    visitor.sign_in_as(household.user)
    for phone in (False, True):
        page = visitor.page(phone=phone)
        page.goto(f"/b/{household.book.pk}/{address.format(**household.ids)}")
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0, f"{width} px beyond the window"
        assert page.evaluate("violations") == []
        assert barriers(page) == []
        page.emulate_media(color_scheme="dark")
        assert barriers(page, contrast_alone=True) == []
        page.context.close()
