"""Every form that asks for a currency offers those of today before those of the past."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from web.tests.browsing import Browser

FORMS = [
    ("web:sign_up", "home_currency"),
    ("web:book_new", "home_currency"),
    ("web:book", "home_currency"),
    ("web:account_new", "currency"),
    ("web:budget_new", "currency"),
]


def form_page(alice, name):
    if name == "web:sign_up":
        return Client().get(reverse(name))
    args = [] if name == "web:book_new" else [alice.book.pk]
    return Browser(alice).get(reverse(name, args=args))


@pytest.mark.one_engine
@pytest.mark.parametrize(("name", "field"), FORMS)
def test_withdrawn_currencies_stand_below_those_of_today(alice, name, field):
    page = form_page(alice, name).content.decode()
    select = re.search(rf'<select[^>]* name="{field}".*?</select>', page, re.DOTALL)[0]
    today, _, withdrawn = select.partition('<optgroup label="No longer in use">')
    assert 'value="EUR"' in today
    assert 'value="DEM"' not in today
    assert 'value="DEM"' in withdrawn
