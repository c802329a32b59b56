"""The OpenAPI document: complete, true to its own schemas, and the one that is checked in."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from tools.schema import loaded

ROOT = Path(__file__).resolve().parent.parent
CHECKED_IN = ROOT / "docs" / "reference" / "openapi.yaml"
PUBLIC = {"register", "login"}
YAML = ["application/vnd.oai.openapi", "application/yaml", "*/*"]
JSON = ["application/vnd.oai.openapi+json", "application/json", "application/json, */*;q=0.1"]
OTHER_SETTINGS = {
    "ALLOWED_HOSTS": "expenses.example.org",
    "DEFAULT_CURRENCY": "TRY",
    "HTTPS": "on",
    "IMPORT_MIB_MAX": "5",
    "IMPORT_MINUTES_MAX": "3",
    "INVITATION_DAYS": "3",
    "REGISTRATION_OPEN": "off",
    "THROTTLE_REGISTER": "1/h",
    "TRUSTED_PROXIES": "1",
}
METHODS = {"get", "post", "put", "patch", "delete"}
Node = dict[str, Any]


@pytest.fixture(scope="module")
def text(tmp_path_factory) -> str:
    file = tmp_path_factory.mktemp("contract") / "openapi.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(file))
    return file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def document(text: str) -> Node:
    return loaded(text)


def operations(document: Node) -> Iterator[tuple[str, Node]]:
    """Every operation with its id."""
    for path in document["paths"].values():
        for method in METHODS & path.keys():
            yield path[method]["operationId"], path[method]


def resolved(document: Node, node: Node) -> Node:
    while "$ref" in node:
        *_, kind, name = node["$ref"].split("/")
        node = document["components"][kind][name]
    return node


def bodies(document: Node) -> Iterator[tuple[str, Node]]:
    """The content of every request and answer, with the words to find it by."""
    for name, operation in operations(document):
        parts = {"request": operation.get("requestBody", {}), **operation["responses"]}
        for part, node in parts.items():
            for content in resolved(document, node).get("content", {}).values():
                yield f"{name} {part}", content


def faults(document: Node, schema: Node, value: Any) -> list[str]:
    """What `schema`, which may refer to components of `document`, says against `value`."""
    whole = {**schema, "components": document["components"]}
    checker = Draft202012Validator(whole, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(value)]


def test_the_checked_in_document_is_that_of_the_code(text):
    assert CHECKED_IN.read_text(encoding="utf-8") == text, "run `make schema`"


@pytest.mark.slow
def test_the_document_depends_on_no_setting(text, tmp_path):
    file = tmp_path / "openapi.yaml"
    command = [sys.executable, str(ROOT / "manage.py"), "spectacular", "--file", str(file)]
    # From Django 6.1 on, checks of models ask a MySQL server, which this test does without.
    command.append("--skip-checks")
    subprocess.run(command, env={**os.environ, **OTHER_SETTINGS}, check=True)
    assert file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("accepted", YAML)
def test_the_server_hands_out_the_document_of_the_code_as_yaml(client: Client, text, accepted):
    answer = client.get("/api/schema/", headers={"Accept": accepted})
    assert answer.content.decode() == text, "run `make schema`"


@pytest.mark.parametrize("accepted", JSON)
def test_the_server_hands_out_the_document_of_the_code_as_json(client: Client, document, accepted):
    answer = client.get("/api/schema/", headers={"Accept": accepted})
    assert json.loads(answer.content) == document, "run `make schema`"


@pytest.mark.parametrize(("form", "read"), [("yaml", loaded), ("json", json.loads)])
def test_the_address_can_name_the_form(client: Client, document, form, read):
    answer = client.get("/api/schema/", {"format": form})
    assert read(answer.content) == document
    assert answer["Content-Disposition"] == f'inline; filename="Expense Tracker.{form}"'


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_no_request_makes_the_document_anew(client: Client, monkeypatch, form):
    monkeypatch.delattr(SchemaGenerator, "get_schema")
    assert client.get("/api/schema/", {"format": form}).status_code == 200


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_the_document_is_sent_once_to_a_client_that_keeps_it(client: Client, form):
    first = client.get("/api/schema/", {"format": form})
    headers = {"If-None-Match": first["ETag"]}
    assert client.get("/api/schema/", {"format": form}, headers=headers).status_code == 304


def test_the_document_in_an_unknown_form_is_refused_as_a_problem(client: Client):
    answer = client.get("/api/schema/", headers={"Accept": "text/html"})
    assert (answer.status_code, answer["Content-Type"]) == (406, "application/problem+json")
    assert json.loads(answer.content)["code"] == "not_acceptable"


def test_every_operation_says_what_it_is(document):
    texts = {name: (o.get("summary"), o.get("description")) for name, o in operations(document)}
    assert [name for name, words in texts.items() if not all(words)] == []
    known = {tag["name"] for tag in document["tags"]}
    assert {tag for _, o in operations(document) for tag in o["tags"]} == known


def test_operation_ids_are_unique(document):
    ids = [name for name, _ in operations(document)]
    assert len(ids) == len(set(ids))


def test_every_operation_can_succeed_in_a_described_way(document):
    assert list(operations(document))
    for name, operation in operations(document):
        successes = [code for code in operation["responses"] if code < "300"]
        assert len(successes) == 1, name
        (code,) = successes
        assert (code == "204") is ("content" not in operation["responses"][code]), name


def test_every_operation_but_those_of_strangers_asks_for_a_token(document):
    anonymous = {name for name, o in operations(document) if "security" not in o}
    assert anonymous == PUBLIC
    assert {n for n, o in operations(document) if "401" not in o["responses"]} == {"register"}
    assert document["components"]["securitySchemes"].keys() == {"Token"}


def test_every_refusal_is_a_problem_document(document):
    for name, operation in operations(document):
        for code, answer in operation["responses"].items():
            if code >= "400":
                content = resolved(document, answer)["content"]
                assert content.keys() == {"application/problem+json"}, f"{name} {code}"


def test_writes_of_a_book_take_a_key_and_changes_of_a_row_a_tag(document):
    for name, operation in operations(document):
        headers = {p["name"] for p in operation.get("parameters", []) if p["in"] == "header"}
        if "422" in operation["responses"]:
            assert "Idempotency-Key" in headers, name
        assert ("412" in operation["responses"]) is ("If-Match" in headers), name
        assert ("304" in operation["responses"]) is ("If-None-Match" in headers), name


def test_every_shape_and_each_of_its_fields_is_described(document):
    components = document["components"]["schemas"]
    assert [name for name, component in components.items() if not component["description"]] == []
    silent = [
        f"{name}.{field}"
        for name, component in components.items()
        for field, schema in component.get("properties", {}).items()
        if not schema.get("description")
    ]
    assert silent == []


def test_every_parameter_is_described(document):
    silent = [
        f"{name} {parameter['name']}"
        for name, operation in operations(document)
        for parameter in operation.get("parameters", [])
        if not parameter.get("description")
    ]
    assert silent == []


def test_every_body_has_an_example(document):
    assert [name for name, c in bodies(document) if not {"example", "examples"} & c.keys()] == []


def test_every_example_meets_its_schema(document):
    wrong = {}
    for name, content in bodies(document):
        examples = [example["value"] for example in content.get("examples", {}).values()]
        for value in [*examples, *([content["example"]] if "example" in content else [])]:
            if found := faults(document, content["schema"], value):
                wrong[name] = found
    assert wrong == {}


def test_an_amount_goes_in_as_text_or_number_and_comes_out_as_text(document):
    components = document["components"]["schemas"]
    sent = components["TransactionRequest"]["properties"]["amount"]
    shown = components["Transaction"]["properties"]["amount"]
    assert (sent["type"], shown["type"]) == (["string", "number"], "string")


def test_the_tree_of_categories_refers_to_itself(document):
    children = document["components"]["schemas"]["CategoryNode"]["properties"]["children"]
    assert children["items"] == {"$ref": "#/components/schemas/CategoryNode"}


def test_a_wrong_example_would_be_noticed(document):
    schema = {"$ref": "#/components/schemas/Category"}
    assert faults(document, schema, {"id": "7", "name": "Groceries"}) != []
