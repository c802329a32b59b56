"""Trying texts in every place of the OpenAPI document, and judging the answers."""

import functools
import gc
import json
import re
import time

import pytest

from imports.endpoints.requests import OPTIONS
from tests.cast import API, undone
from tests.endpoints import (
    BODIES,
    ENDPOINTS,
    QUERIES,
    SOUND,
    VIEWS,
    parts,
    rows_of,
    stocked,
)
from tests.test_contract import CHECKED_IN, METHODS, resolved

HIGH, LOW, NUL = "a\ud800b", "\udfff", "a\0b"
MEGABYTE = 1_000_000
LONG = "x" * MEGABYTE
MARKS = "e" + "\u0301\u0316" * 30_000
"""Marks that have to be put in order, which sorting by insertion takes a minute for."""
ARABIC_ONE = "\u0661"
ANSWER_BYTES_MAX = 20_000
"""Beside the address, which every refusal repeats: what else was sent is not sent back whole."""
CPU_SECONDS_MAX = 0.8
"""For one request, with room for a slow machine: the slowest take a quarter of it."""

NO_TEXTS = [
    (HIGH, "not_unicode"),
    (LOW, "not_unicode"),
    ({HIGH: 1}, "not_unicode"),
    (NUL, "null_characters_not_allowed"),
    ({NUL: 1}, "null_characters_not_allowed"),
]
NOT_UTF8 = [b"\xed\xa0\x80", b"\xff", b"\xc3", b"\xc0\x80"]
"""A surrogate, a byte that UTF-8 does not have, half a character, and a long form of NUL."""


@functools.cache
def document():
    return json.loads(CHECKED_IN.with_suffix(".json").read_text(encoding="utf-8"))


@functools.cache
def operations():
    """Each operation of the document by its endpoint."""
    blank = {re.sub(r"\{\w+\}", "{}", endpoint): endpoint for endpoint in VIEWS}
    found = {
        blank[re.sub(r"\{\w+\}", "{}", f"{method} {path.removeprefix(API)}")]: path_item[method]
        for path, path_item in document()["paths"].items()
        for method in METHODS & path_item.keys()
    }
    return {endpoint: found[endpoint] for endpoint in sorted(found) if endpoint in ENDPOINTS}


def stated(endpoint, where):
    """The names and schemas of the parameters that an operation takes there."""
    listed = operations()[endpoint].get("parameters", [])
    return {p["name"]: p["schema"] for p in listed if p["in"] == where}


def body_schema(endpoint, media_type):
    content = operations()[endpoint].get("requestBody", {}).get("content", {})
    return content.get(media_type, {}).get("schema")


def places(schema, at=()):
    """Where values can be in a body of `schema`: the steps that lead there, and their schemas."""
    schema = resolved(document(), schema)
    yield at, schema
    for part in ("allOf", "oneOf", "anyOf"):
        for option in schema.get(part, []):
            yield from places(option, at)
    for name, inner in schema.get("properties", {}).items():
        yield from places(inner, (*at, name))
    if "items" in schema:
        yield from places(schema["items"], (*at, 0))
    if schema.get("additionalProperties"):
        names = sorted(OPTIONS) if at[-1] == "options" else ["x"]
        for name in names:
            yield (*at, name), {}


def placed(base, at, value):
    """`base` with `value` where the steps `at` lead."""
    if not at:
        return value
    step, *rest = at
    if step == 0:
        first = base[0] if isinstance(base, list) and base else None
        return [placed(first, rest, value)]
    base = base if isinstance(base, dict) else {}
    return {**base, step: placed(base.get(step), rest, value)}


def pointer_to(at):
    return "".join(f"/{step}" for step in at)


class Tries:
    """Sends the owner's requests to one endpoint, and lists what is wrong with the answers."""

    def __init__(self, owner, ids, endpoint):
        self.owner, self.endpoint = owner, endpoint
        self.method, address, self.kind = parts(endpoint)
        self.address = re.sub(r"\{\w+\}", str(ids.get(self.kind)), address)
        self.query = QUERIES.get(address, "")
        sound = SOUND.get(endpoint, lambda _owner: BODIES.get(self.kind, {}))
        self.base = sound(owner)
        if endpoint == "post transactions/bulk/":
            self.base = {**self.base, "update": [{"id": ids["transactions"]}]}
        self.findings = []

    def send(self, said, *, address=None, body=b"", content_type="application/json", **headers):
        """Return the answer to a request, which is described as `said` where it is a finding."""
        # The process of the tests has a gigabyte, through which one collection goes for a second.
        gc.disable()
        begin = time.process_time()
        address = self.address + self.query if address is None else address
        self.asked = address + headers.get("QUERY_STRING", "")
        try:
            response = self.owner.generic(
                self.method.upper(),
                address,
                body,
                content_type,
                **headers,
            )
        except Exception as error:  # of the server: a 500 outside of tests
            self.findings.append(f"{said}: {error!r:.200}")
            return None
        finally:
            took = time.process_time() - begin
            gc.enable()
        if took > CPU_SECONDS_MAX:
            self.findings.append(f"{said}: {took:.1f} s")
        if response.status_code >= 500:
            self.findings.append(f"{said}: {response.status_code}")
            return None
        return response

    def with_(self, places, value):
        """A sound body in JSON, with `value` at those places."""
        body = functools.reduce(lambda body, at: placed(body, at, value), places, self.base)
        return json.dumps(body, ensure_ascii=value != MARKS)

    def refused(self, said, response, pointers=(), code=None, around=False):
        """Note where `response` is not a refusal, or lacks a fault of that code at a pointer.

        With `around`, a fault of what is around that place will do, unless it is the whole body.
        """
        if response is None:
            return
        if not 400 <= response.status_code < 500:
            self.findings.append(f"{said}: {response.status_code}")
        elif len(response.content) > ANSWER_BYTES_MAX + len(self.asked):
            self.findings.append(f"{said}: an answer of {len(response.content)} bytes")
        elif response["Content-Type"] != "application/problem+json":
            self.findings.append(f"{said}: {response['Content-Type']}")
        elif pointers and response.status_code != 413:
            faults = response.json().get("errors", [])
            found = {e["pointer"] for e in faults if code in (None, e["code"])}
            outer = tuple(p for p in found if p) if around else ()
            if missed := sorted(p for p in pointers if p not in found and not p.startswith(outer)):
                self.findings.append(f"{said}: not {missed[:3]} but {faults[:3]}")


@pytest.fixture
def each(alice, subtests, settings):
    """Runs a test for each of some endpoints, and sees that nothing changes in the book."""
    framework = settings.REST_FRAMEWORK
    no_limits = dict.fromkeys(framework["DEFAULT_THROTTLE_RATES"])
    settings.REST_FRAMEWORK = {**framework, "DEFAULT_THROTTLE_RATES": no_limits}
    ids = stocked(alice)

    def each(endpoints, test, *, writes_nothing=True):
        stock = rows_of(alice)
        for endpoint in endpoints:
            with subtests.test(endpoint), undone():
                tries = Tries(alice, ids, endpoint)
                before = rows_of(alice) if endpoint in SOUND else stock
                test(tries)
                assert tries.findings == [], tries.findings
                assert not writes_nothing or rows_of(alice) == before

    return each


JSON, FORM = "application/json", "multipart/form-data"
JSON_BODIES = [e for e in operations() if body_schema(e, JSON)]
FORM_BODIES = [e for e in operations() if body_schema(e, FORM)]


def places_of(endpoint):
    """Each place of a body in JSON, and whether it takes an integer."""
    found = {}
    for at, schema in places(body_schema(endpoint, JSON)):
        found[at] = found.get(at, False) or "integer" in str(schema.get("type"))
    return found


def ends_of(endpoint):
    """The places of a body in which there are no others."""
    found = list(places_of(endpoint))
    return [at for at in found if not any(other[:-1] == at for other in found if other)]
