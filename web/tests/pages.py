"""Every page of the URL map, and how tests address it."""

import re

from django.test import Client
from django.urls import URLPattern, reverse

from web.urls import urlpatterns

OF_A_BOOK: dict[str, URLPattern] = {
    str(pattern.name): pattern
    for pattern in urlpatterns
    if str(pattern.pattern).startswith("b/<row:book>/")
}


def address_of(name: str, **values) -> str:
    """The address of a page, with those of `values` in it that it names."""
    names = re.findall(r"<\w+:(\w+)>", str(OF_A_BOOK[name].pattern))
    return reverse(f"web:{name}", kwargs={one: values[one] for one in names})


def methods_of(name: str) -> set[str]:
    """Which of GET and POST the page answers."""
    view = OF_A_BOOK[name].callback.view_class
    return {one for one in ("get", "post") if one in view.http_method_names and hasattr(view, one)}


def browser_of(user) -> Client:
    """A browser in which `user` has signed in."""
    browser = Client()
    browser.force_login(user)
    return browser
