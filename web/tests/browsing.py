"""What tests of pages share: somebody before a browser, in one book."""

import html
import re

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
