"""What tests of pages share: somebody before a browser, in one book."""

import html
import re
from html.parser import HTMLParser

from django.test import Client
from django.urls import reverse


class Browser(Client):
    """Somebody who has signed in, in their book."""

    def __init__(self, caller, book=None):
        super().__init__()
        self.force_login(caller.user)
        self.book = book or caller.book

    def address(self, name, /, *args):
        return reverse(f"web:{name}", args=[self.book.pk, *args])

    def see(self, name, /, *args, status=200, **query):
        """The text of a page."""
        answer = self.get(self.address(name, *args), query)
        assert answer.status_code == status, (answer.status_code, words_of(answer))
        return answer

    def send(self, name, /, *args, status=303, **fields):
        """Send a form to a page of the book."""
        answer = self.post(self.address(name, *args), fields)
        assert answer.status_code == status, (answer.status_code, words_of(answer))
        return answer


def words_of(answer):
    """The words of a page as a person reads them, in the order of its source."""
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


class SentForm(HTMLParser):
    """What a browser sends of the form that has the id `form`."""

    def __init__(self, text, form):
        super().__init__()
        self.form = form
        self.fields = {}
        self.inside = False
        self.select = self.area = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "form":
            self.inside = attrs.get("id") == self.form
        elif not self.inside:
            return
        elif tag == "input" and (
            attrs.get("type") not in ("radio", "checkbox") or "checked" in attrs
        ):
            # A box without a value of its own says "on".
            empty = "on" if attrs.get("type") == "checkbox" else ""
            self.fields.setdefault(name, []).append(attrs.get("value") or empty)
        elif tag == "select":
            # Without an option that is chosen, a browser sends the first one.
            self.select = self.fields.setdefault(name, [])
            self.select.append(None)
        elif tag == "option" and (self.select[-1] is None or "selected" in attrs):
            self.select[-1] = attrs["value"]
        elif tag == "textarea":
            self.area = name

    def handle_data(self, data):
        if self.area:
            # A browser drops the first line break, and sends each of the others as two characters.
            lines = data.replace("\r\n", "\n").removeprefix("\n")
            self.fields[self.area] = [lines.replace("\n", "\r\n")]

    def handle_endtag(self, tag):
        if tag == "textarea":
            self.area = None
