"""Measure pages on the one database that DATABASE_URL names, and print a table.

What is timed is the whole way of a GET through Django in this process, with its middleware and
gzip, of a browser that has signed in. Bytes are those of the page, as they are sent. Beside each
is the page that an ordinary Django project has over the same rows (`benchmarks/stock/pages.py`),
behind the middleware of `startproject` and gzip.
"""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import partial

import django
from django.core.management import call_command

django.setup()

from django.test import Client, override_settings  # noqa: E402  # Django has to be set up first
from django.urls import reverse  # noqa: E402

from benchmarks.books import Loaded, loaded  # noqa: E402
from benchmarks.calls import STARTPROJECT_MIDDLEWARE  # noqa: E402
from benchmarks.engine import engine_name  # noqa: E402
from benchmarks.household import LAST_DAY  # noqa: E402
from benchmarks.timing import interleaved  # noqa: E402

FLAT_MAX = 2.0
"""How much longer a page may take in the largest book than in the smallest."""
MS_MAX = 20.0
"""What a page may take in any book: most of what people notice as a delay is the network's."""
ROUNDS = 31
"""An odd number near 30, so that the median is one of the times."""
MONTH = f"month={LAST_DAY:%Y-%m}"
YEAR = f"start_date={LAST_DAY.year}-01-01&end_date={LAST_DAY}"
PAGES = {
    "overview": ("overview", "overview", MONTH),
    "register": ("transactions", "transactions", MONTH),
    "register, all time": ("transactions", "transactions", ""),
    "month": ("report_month", "month", MONTH),
    "categories of a year": ("report_categories", "categories", YEAR),
    "trend of five years": ("report_trend", "trend", f"months=60&{MONTH}"),
}
"""What is measured: the name of our address, the stock page, and the query of both."""
OURS, STOCK = "ours", "stock"
HEADINGS = (
    *("page", "transactions", "ms", "against the smallest", "KB"),
    *("stock ms", "ours / stock", "stock KB"),
)
GZIP = "django.middleware.gzip.GZipMiddleware"

Key = tuple[str, int, str]


def main() -> None:
    """Load what is missing, measure, and print."""
    options = argparse.ArgumentParser()
    options.add_argument("sizes", type=int, nargs="+")
    options.add_argument("--rounds", type=int, default=ROUNDS, help="how often, at the most")
    asked = options.parse_args()
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    calls: dict[Key, Callable[[], bytes]] = {}
    for size in asked.sizes:
        print(f"loading {size:,} transactions", file=sys.stderr, flush=True)
        calls |= dict(calls_for(loaded(size)))
    found = interleaved(calls, asked.rounds)
    weights = {key: len(call()) for key, call in calls.items()}
    print(f"\n## {engine_name()}\n")
    print("\n".join(lines(found, weights)))


def calls_for(book: Loaded) -> Iterator[tuple[Key, Callable[[], bytes]]]:
    """Yield a call for each page of a book, and for the stock page beside it."""
    browser, stock = (
        Client(headers={"accept-encoding": "gzip", "host": "localhost"}) for _ in (OURS, STOCK)
    )
    with override_settings(MIDDLEWARE=[GZIP, *STARTPROJECT_MIDDLEWARE]):
        stock.handler.load_middleware()
    for each in (browser, stock):
        each.force_login(book.user)
    for name, (address, beside, query) in PAGES.items():
        path = f"{reverse(f'web:{address}', args=[book.book.pk])}?{query}"
        yield (name, book.size, OURS), partial(page, browser, path)
        yield (name, book.size, STOCK), partial(page, stock, f"/stock/pages/{beside}/?{query}")


def page(browser: Client, path: str) -> bytes:
    """Return the page at `path` as it is sent; raises RuntimeError unless there is one."""
    answer = browser.get(path)
    if answer.status_code != 200:  # OK
        raise RuntimeError(f"{path}: {answer.status_code}")
    return answer.content


def lines(found: Mapping[Key, float], weights: Mapping[Key, int]) -> Iterator[str]:
    """Yield the table of the medians `found`; one beyond its target has an exclamation mark."""
    yield f"| {' | '.join(HEADINGS)} |"
    yield f"|---{'|---:' * (len(HEADINGS) - 1)}|"
    smallest = min(size for _, size, _ in found)
    for name, size in dict.fromkeys(key[:2] for key in found):
        ours, stock = (found[name, size, by] for by in (OURS, STOCK))
        times = held(ours, MS_MAX, 1), held(ours / found[name, smallest, OURS], FLAT_MAX, 2)
        own, other = (f"{weights[name, size, by] / 1_000:.1f}" for by in (OURS, STOCK))
        yield (
            f"| {name} | {size:,} | {times[0]} | {times[1]} | {own} "
            f"| {stock:.1f} | {ours / stock:.2f} | {other} |"
        )


def held(value: float, most: float, digits: int) -> str:
    """Return `value` as text, with an exclamation mark where it is more than `most`."""
    text = f"{value:.{digits}f}"
    return f"**{text}!**" if value > most else text


if __name__ == "__main__":
    main()
