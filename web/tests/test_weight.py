"""What a browser loads for a page: as bytes on the wire, compressed as the server does."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from web.tests.pages import address_of, browser_of

FIRST_MAX = 60_000  # bytes: a second and a half on a slow mobile line of 400 kbit/s
NEXT_MAX = 15_000  # bytes of a page whose files the browser has
ADD_MAX = 40_000  # bytes of the form of an entry alone, with all its files


def page_bytes(browser, address):
    answer = browser.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"
    return len(answer.content), gzip.decompress(answer.content).decode()


def file_bytes(text):
    """The bytes of every file that a page asks for, each once."""
    names = set(re.findall(r'(?:href|src)="/static/([^"#]+)', text))
    for name in list(names):
        if name.endswith("app.js"):
            folder = name.rpartition("/")[0]
            script = content_of(name).decode()
            names |= {f"{folder}/{one}" for one in re.findall(r'import "\./([^"]+)"', script)}
    return sum(len(gzip.compress(content_of(name))) for name in names)


def content_of(name):
    return Path(finders.find(name)).read_bytes()


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["overview", "transactions", "accounts", "entry_new"])
def test_a_page_is_light(alice, name):
    items = [
        {
            "type": "expense", "amount": f"{n}.37", "date": f"2024-01-{n % 28 + 1:02}",
            "payee": f"A shop of an ordinary name {n}", "tags": [f"tag {n % 7}"],
        }
        for n in range(1, 60)
    ]  # fmt: skip
    alice.post("transactions/bulk/", {"create": items})
    page, text = page_bytes(browser_of(alice.user), address_of(name, book=alice.book.pk))
    whole = page + file_bytes(text)
    assert page <= NEXT_MAX
    assert whole <= (ADD_MAX if name == "entry_new" else FIRST_MAX)
