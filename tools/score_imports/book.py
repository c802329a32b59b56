"""A person with a book of their own who imports files, and what the book has afterwards."""

import itertools
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from imports.worker.pipeline import take_further
from tools.score_imports.facts import Facts
from users.services import register

API = "/api/v1/"
_numbers = itertools.count(1)


class Uploader:
    """A person who has just registered; speaks to the API as a client does, in this process."""

    def __init__(self, facts: Facts) -> None:
        name = f"uploader{next(_numbers)}"
        person = register(
            username=name,
            email=f"{name}@example.org",
            password="Dark-Blue-Teapot-7",
            home_currency=facts.home_currency,
        )
        self._client = APIClient(raise_request_exception=False)
        self._client.credentials(HTTP_AUTHORIZATION=f"Token {person.token}")
        self._stated = dict(facts.stated)
        for account in facts.accounts:
            self._made(account)
        if facts.account is not None:
            self._stated["account"] = self._made({"name": "Stated", **facts.account})

    def _made(self, account: Mapping[str, str]) -> int:
        response = self._client.post(f"{API}accounts/", dict(account), format="json")
        if response.status_code != 201:
            raise ValueError(f"the account cannot be made: {response.content!r}")
        made: int = response.json()["id"]
        return made

    def imported(self, name: str, content: bytes) -> dict[str, Any]:
        """Return the import of a file once it is settled; of a refused upload, its `problem`."""
        fields = {k: v if isinstance(v, int) else _text(v) for k, v in self._stated.items()}
        body = {"file": SimpleUploadedFile(name, content), **fields}
        response = self._client.post(f"{API}imports/?commit=auto", body, format="multipart")
        if response.status_code != 202:
            return {"state": "refused", "problem": _problem(response)}
        row_id = response.json()["id"]
        take_further(row_id)
        return self._shown(f"imports/{row_id}/")

    def transactions(self) -> list[dict[str, str]]:
        """Return all that the book has, in the words of facts."""
        names = {
            kind: {row["id"]: row["name"] for row in self._all(f"{kind}/?limit=200")}
            for kind in ("accounts", "categories")
        }
        rows = self._all("transactions/?limit=200&expand=postings")
        return [_told(row, names) for row in rows]

    def balances(self) -> dict[str, str]:
        """Return what each account comes to, by its name."""
        return {row["name"]: row["balance"] for row in self._all("accounts/?limit=200")}

    def _all(self, url: str) -> Iterator[dict[str, Any]]:
        while url:
            page = self._shown(url)
            yield from page["results"]
            url = page["next"] or ""

    def _shown(self, url: str) -> dict[str, Any]:
        path = url if url.startswith(("/", "http")) else API + url
        shown: dict[str, Any] = self._client.get(path).json()
        return shown


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _problem(response: Any) -> dict[str, str]:
    try:
        said = response.json()
        return {**said["errors"][0]} if said.get("errors") else {"code": said["type"]}
    except (ValueError, KeyError):
        return {"code": f"status {response.status_code}"}


def _told(row: Mapping[str, Any], names: Mapping[str, Mapping[int, str]]) -> dict[str, str]:
    """Return a transaction of the API in the words of facts, seen from where the money leaves."""
    sums: dict[int, Decimal] = {}
    for posting in row["postings"]:
        account = posting["account"]
        sums[account] = sums.get(account, Decimal(0)) + Decimal(posting["amount"])
    own, *others = sorted(sums, key=lambda account: sums[account])
    currencies = {posting["account"]: posting["currency"] for posting in row["postings"]}
    shown = {
        "date": row["date"],
        "amount": str(sums[own]),
        "currency": currencies[own],
        "account": names["accounts"][own],
        "payee": row["payee"] or "",
        "description": row["description"],
        "notes": row["notes"],
        "tags": "\n".join(sorted(row["tags"])),
        "category": names["categories"].get(row["category"], ""),
        "status": row["status"],
    }
    if others:
        shown["to"] = " + ".join(names["accounts"][account] for account in others)
        shown["to_amount"] = str(sum(sums[account] for account in others))
    return shown
