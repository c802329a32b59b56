"""Pictures of every page with the demo's household, in four forms, for a person to look at.

    .venv/bin/python -m tools.screenshots

They stand in var/e2e/: 1280x800 and 390x844, light and dark.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tools.check import BROWSERS
from tools.live_server import live_server, prepare
from tools.process import ROOT, apart_from_dotenv, stop_on_terminate

FOLDER = ROOT / "var" / "e2e"
WINDOWS: dict[str, dict[str, Any]] = {
    "1280": {"viewport": {"width": 1280, "height": 800}},
    "390": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
THEMES = ("light", "dark")
SIGN_IN = re.compile(r"User demo, password (\S+),")
PUBLIC = ("/account/login/", "/account/signup/")
PATHS = "all => all.map(a => new URL(a.getAttribute('href'), location).pathname)"
"""The paths of links; a link within a picture has none of its own."""
PAGES_MAX = 60
"""How many pages are looked for: there are some forty, and each takes a second in four forms."""


def main() -> int:
    stop_on_terminate()
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        sys.exit(f"A browser is missing: install it with `apt-get install {BROWSERS[0]}`.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/demo.sqlite3"
        password = made_demo()
        with live_server() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
            take_all(browser, address, password)
            browser.close()
    print(f"The pictures are in {FOLDER.relative_to(ROOT)}/.")
    return 0


def made_demo() -> str:
    """Make the demo's household in the database of DATABASE_URL, and return the password."""
    settings = {**apart_from_dotenv(), "DATABASE_URL": os.environ["DATABASE_URL"]}
    # A server for tests keeps static files that are there: the pictures show those of now.
    shutil.rmtree(ROOT / "staticfiles", ignore_errors=True)
    prepare(settings)
    command = [sys.executable, str(ROOT / "manage.py"), "demo"]
    said = subprocess.run(
        command, env={**os.environ, **settings}, capture_output=True, text=True, check=True
    )
    found = SIGN_IN.search(said.stdout)
    assert found, said.stdout
    return found[1]


def take_all(browser: Browser, address: str, password: str) -> None:
    """Sign in, and take a picture of each kind of page that links lead to."""
    state = signed_in(browser, address, password)
    context = browser.new_context(base_url=address, storage_state=state)
    pages = [*PUBLIC, *kinds_of_pages(context.new_page())]
    context.close()
    for (width, window), theme in product(WINDOWS.items(), THEMES):
        for public in (True, False):
            context = browser.new_context(
                base_url=address,
                color_scheme=theme,
                storage_state=None if public else state,
                reduced_motion="reduce",
                **window,
            )
            page = context.new_page()
            for path in pages:
                if (path in PUBLIC) is public:
                    take(page, path, FOLDER / f"{name_of(path)}-{width}-{theme}.png")
            context.close()


def signed_in(browser: Browser, address: str, password: str) -> Any:
    """Return the cookies of a browser in which the demo's user has signed in."""
    context = browser.new_context(base_url=address)
    page = context.new_page()
    page.goto("/account/login/")
    page.locator("input[autocomplete~=username]").fill("demo")
    page.locator("input[type=password]").fill(password)
    page.locator("input[type=password]").press("Enter")
    page.wait_for_url("**/b/**")
    state = context.storage_state()
    context.close()
    return state


def kinds_of_pages(page: Page) -> Iterator[str]:
    """Yield the first address of each kind of page that links lead to; numbers make no kind."""
    waiting, seen = ["/"], {kind_of("/")}
    found = 0
    while waiting and found < PAGES_MAX:
        path = waiting.pop(0)
        answer = page.request.get(path)
        if not (answer.ok and "text/html" in answer.headers.get("content-type", "")):
            continue  # a file to keep, not a page
        page.goto(path)
        if path != "/":
            found += 1
            yield path
        links = page.eval_on_selector_all("a[href]", PATHS)
        for link in links:
            if kind_of(link) not in seen and not link.startswith(("/api/", "/admin/", "/static/")):
                seen.add(kind_of(link))
                waiting.append(link)


def kind_of(path: str) -> str:
    return re.sub(r"\d+", "N", path)


def name_of(path: str) -> str:
    return re.sub(r"\W+", "-", path.replace("/b/1/", "")).strip("-") or "overview"


def take(page: Page, path: str, file: Path) -> None:
    """Take a picture of a whole page, once what it loads afterwards is there."""
    page.goto(path)
    page.locator(".htmx-request").first.wait_for(state="detached")
    page.screenshot(path=file, full_page=True)


if __name__ == "__main__":
    sys.exit(main())
