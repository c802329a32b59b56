"""The cast of these tests: people with accounts and categories, and how they speak to the API."""

from dataclasses import dataclass

from rest_framework.test import APIClient

from books.models import Book
from books.tests.factories import client_of, make_book, make_user
from tests.copies import made_once

API = "/api/v1"


@dataclass
class BookOwner:
    """Somebody who keeps a book, by the ids of what is in it."""

    client: APIClient
    book: Book
    cash: int
    bank: int
    dollars: int
    yen: int
    food: int
    groceries: int
    rent: int
    wages: int

    def get(self, path, **params):
        return self.client.get(f"{API}{path}", params)

    def post(self, path, body=None, **headers):
        return self.client.post(f"{API}{path}", body or {}, format="json", headers=headers)

    def patch(self, path, body, **headers):
        return self.client.patch(f"{API}{path}", body, format="json", headers=headers)

    def put(self, path, body, **headers):
        return self.client.put(f"{API}{path}", body, format="json", headers=headers)

    def delete(self, path, **headers):
        return self.client.delete(f"{API}{path}", headers=headers)

    def made(self, path, **body):
        """Make something that is sure to be fine, and return it."""
        response = self.post(path, body)
        assert response.status_code == 201, response.content
        return response.json()

    def spent(self, amount="12.50", **body):
        """Record an expense of an ordinary day."""
        fields = {"type": "expense", "amount": amount, "date": "2024-03-05", **body}
        return self.made("/transactions/", **fields)

    def rated(self, rate, day="2024-03-05", base="USD"):
        """Enter a rate of `base` in the home currency."""
        quote = Book.objects.get(pk=self.book.pk).home_currency
        return self.made("/rates/", date=day, base=base, quote=quote, rate=rate)


def make_keeper(name, home_currency="EUR"):
    user, book, ids = made_once(
        f"keeper {name} {home_currency}", lambda: make_kept(name, home_currency)
    )
    return BookOwner(client=client_of(user), book=book, **ids)


def make_kept(name, home_currency):
    """Make a user, their book and what a BookOwner has in it by id, and return all three."""
    user = make_user(name)
    book = make_book(user, home_currency)
    client = client_of(user)
    ids = {}

    def made(key, path, **body):
        response = client.post(f"{API}{path}", body, format="json")
        assert response.status_code == 201, response.content
        ids[key] = response.json()["id"]

    uow = {"opening_date": "2020-01-01"}
    made("cash", "/accounts/", name="Cash", type="cash", currency="EUR", **uow)
    made("bank", "/accounts/", name="Bank", opening_balance="100", currency="EUR", **uow)
    made("dollars", "/accounts/", name="Dollars", currency="USD", **uow)
    made("yen", "/accounts/", name="Yen", currency="JPY", **uow)
    made("food", "/categories/", name="Food", type="expense")
    made("groceries", "/categories/", name="Groceries", type="expense", parent=ids["food"])
    made("rent", "/categories/", name="Rent", type="expense")
    made("wages", "/categories/", name="Wages", type="income")
    return user, book, ids
