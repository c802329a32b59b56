"""A real Chromium before a real server, and everything that a page complains of."""

import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.cast import Caller
from tests.copies import made_once
from tests.e2e.household import Household, stocked_household
from tools.check import BROWSERS
from web.views import one_import

STORY = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
"""The marks of what somebody does over several pages, on every engine."""
BROWSER_ALONE = [*STORY, pytest.mark.one_engine]
"""The marks of what a browser makes of a page, which is the same on each engine: what the page
sends is tried on both without one, in web/tests."""
SIZES = [
    pytest.param(False, id="desktop"),
    pytest.param(True, id="phone", marks=pytest.mark.one_engine),
]
"""The windows of a story. Its phone sends the requests of a desktop with scripts or without them,
which is tried on every engine."""
AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
# Violations of the content security policy, kept where a test can read them.
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective));
"""


@pytest.fixture(scope="module")
def chromium():
    """The browser: Debian's, as `make test` installs it."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert program, f"a browser is missing: install {BROWSERS[0]} with apt-get"
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        # Playwright runs a loop of events in this thread, where Django then refuses its database.
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        # Sandboxes of Chromium do not start for root, which CI is.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


def signed_in(user) -> Client:
    """Somebody with a session, as after a sign-in a moment ago."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@dataclass
class Visitor:
    """Somebody before a browser, and what their pages complained of."""

    browser: Browser
    address: str
    complaints: list[str] = field(default_factory=list)
    cookies: list[dict[str, str]] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def sign_in_as(self, user) -> None:
        """Have a session, as after a sign-in a moment ago."""
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.address}
        self.cookies = [cookie]

    def page(self, *, phone=False, dark=False, scripts=True) -> Page:
        """A new browser window with nothing of before in it but the session."""
        context = self.browser.new_context(
            base_url=self.address,
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            is_mobile=phone,
            has_touch=phone,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        self.contexts.append(context)
        context.set_default_timeout(10_000)
        context.add_cookies(self.cookies)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.on("console", lambda said: self.note(page, said.text))
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        return page

    def note(self, page: Page, text: str) -> None:
        """Keep what a page complains of; that a sign-out clears the cache is as it should be."""
        if "Clear-Site-Data" not in text:
            self.complaints.append(f"{page.url}: {text}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


class Walker(Visitor):
    """A visitor who looks at one page after the other, and keeps the windows for it."""

    pages: Sequence[Page] = ()

    def windows(self) -> Iterator[Page]:
        """The desktop, then the phone, both in light, and with nothing but the session."""
        for page in self.pages:
            page.context.clear_cookies()
            page.context.add_cookies(self.cookies)
            page.emulate_media(color_scheme="light")
            yield page


@pytest.fixture
def visitor(chromium, live_server):
    """Somebody who has not signed in; the test fails if a page complained of anything."""
    someone = Visitor(chromium, live_server.url)
    yield someone
    someone.close()
    assert someone.complaints == []


@pytest.fixture(scope="module")
def two_windows(chromium, live_server):
    """A window on a desktop and one on a phone, each with axe in all that it shows.

    From its second page on, a window has the style sheets of the pages, and has compiled their
    scripts and axe: a new window for each page would take twice as long.
    """
    someone = Walker(chromium, live_server.url)
    someone.pages = [someone.page(phone=phone) for phone in (False, True)]
    for page in someone.pages:
        page.context.add_init_script(path=AXE)
    yield someone
    someone.close()


@pytest.fixture
def walker(two_windows):
    """Somebody who looks at single pages; the test fails if they complained of anything."""
    two_windows.cookies = []
    yield two_windows
    complaints, two_windows.complaints = two_windows.complaints, []
    assert complaints == []


@pytest.fixture
def household(live_server):
    """A household with something of everything, of which tests get a copy each."""
    *person, ids = made_once("household", stocked)
    return Household(Caller.of(*person), ids)


def stocked():
    """Make the household; returns its user, token and book, and the ids of some rows."""
    caller, ids = stocked_household()
    return caller.user, caller.token, caller.book, ids


@pytest.fixture
def quick_imports(monkeypatch, scripts):
    """Lets pages of imports ask again soon; without scripts a browser takes whole seconds."""
    monkeypatch.setattr(one_import, "ASK_AGAIN_SECONDS", 0.2 if scripts else 1)


RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def barriers(page: Page, *, contrast_alone=False) -> list[str]:
    """What axe finds on the page, by the rules of WCAG 2.2 AA and of good practice."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    rules = ["color-contrast"] if contrast_alone else RULES
    # It would find a selector for every sound element, too: a third of its time.
    found = page.evaluate(
        "(rules) => axe.run({runOnly: rules, resultTypes: ['violations']})", rules
    )
    return [
        f"{one['id']}: {node['html'][:160]}" for one in found["violations"] for node in one["nodes"]
    ]


CRUSHED = """() => {
  const boxOf = (element) => element.getBoundingClientRect();
  const isShown = (element) => element.checkVisibility({visibilityProperty: true});
  const isSeen = (element) => isShown(element) && boxOf(element).width > 1;
  const clips = (element) => ["hidden", "clip"].includes(getComputedStyle(element).overflowX);
  const isCut = (amount) => {
    for (let around = amount.parentElement; around; around = around.parentElement)
      if (clips(around) && boxOf(amount).right > boxOf(around).right + 1) return true;
    return boxOf(amount).right > document.documentElement.clientWidth;
  };
  const seen = (names) => [...document.querySelectorAll(names)].filter(isSeen);
  const fields = seen("select, textarea, input:not([type=checkbox], [type=radio], [type=file])");
  const texts = seen("main :is(p, b, small, a, dt, dd, th, td, h2, h3, button):not(svg *)");
  return [
    ...fields.filter((field) => boxOf(field).width < 64),
    ...texts.filter((text) => boxOf(text).width < 24 && boxOf(text).height > 48),
    ...seen("main data").filter(isCut),
  ].map((element) => element.outerHTML.slice(0, 160));
}"""
"""Fields that show no five digits, words that break after each letter, and amounts that are cut."""


def crushed(page: Page) -> list[str]:
    """What the page has no room for."""
    return page.evaluate(CRUSHED)


def beyond(page: Page) -> int:
    """How many pixels the page is wider than its window.

    `innerWidth` would not say so: a phone shows a page that is too wide smaller, until it fits.
    """
    return page.evaluate(
        "(({scrollWidth, clientWidth}) => scrollWidth - clientWidth)(document.documentElement)"
    )
