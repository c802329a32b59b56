"""The OpenAPI document: what every operation shares, derived from its view.

Summaries, descriptions, tags, header parameters and error answers are worked out here, so that
views only state what is theirs: parameters, shapes, and a docstring in words for users.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.utils.module_loading import import_string
from drf_spectacular.extensions import (
    OpenApiAuthenticationExtension,
    OpenApiSerializerFieldExtension,
)
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ComponentRegistry
from drf_spectacular.settings import spectacular_settings
from rest_framework import permissions, serializers
from rest_framework.generics import GenericAPIView

from api.problem_schema import NOT_MODIFIED, PROBLEM_RESPONSES, PROBLEM_SCHEMAS

Node = dict[str, Any]

PATH_ID: Node = {"type": "integer", "format": "int64", "minimum": 1, "maximum": 10**18 - 1}
"""An id within a path, which takes 18 digits."""

_SUMMARIES = {
    "list": "List {plural}",
    "create": "Create {article} {noun}",
    "retrieve": "Show {article} {noun}",
    "update": "Replace {article} {noun}",
    "partial_update": "Change {article} {noun}",
    "destroy": "Delete {article} {noun}",
}
_DESCRIPTIONS = {
    "list": "Answers with one page; follow `next` for the rest.",
    "create": "Returns the created object, and its address in `Location`.",
    "retrieve": "",
    "update": "Sets every field; a missing field gets its default.",
    "partial_update": "Sets the fields that are sent; the others stay.",
    "destroy": "",
}
# The method of a viewset whose docstring tells users what an action does beyond that.
_HOOKS = {
    "list": "listed",
    "create": "perform_create",
    "update": "perform_update",
    "partial_update": "perform_update",
    "destroy": "perform_destroy",
}
_VERBS = {"get": "retrieve", "post": "create", "put": "update", "patch": "partial_update"}
_SUCCESSES = {
    "200": "Done.",
    "201": "Made.",
    "202": "Accepted: a worker does it in the background.",
    "204": "Done; the response has no body.",
}


class Schema(AutoSchema):
    """The operations of the API (REST_FRAMEWORK["DEFAULT_SCHEMA_CLASS"])."""

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: ComponentRegistry
    ) -> Node | None:
        operation: Node | None = super().get_operation(
            path, path_regex, path_prefix, method, registry
        )
        if operation is None:
            return None
        parameters = [*operation.get("parameters", []), *self.header_parameters()]
        if parameters:
            operation["parameters"] = [self._finished_parameter(p) for p in parameters]
        operation["responses"] = self._finished_answers(operation)
        return operation

    def _finished_parameter(self, parameter: Node) -> Node:
        kinds = parameter["schema"].get("type")
        if parameter["in"] == "path":
            described = {"description": f"The id of the {self.noun}.", "schema": PATH_ID}
            return {**parameter, **described}
        if parameter["in"] == "query" and isinstance(kinds, list):
            # No address can state null, or tell a number from its text.
            return {**parameter, "schema": {**parameter["schema"], "type": kinds[0]}}
        return parameter

    def _finished_answers(self, operation: Node) -> Node:
        """Return the answers: the view's own with their headers, then the shared ones."""
        answers: Node = {}
        refusals = set(self.error_codes(operation))
        for code, answer in operation["responses"].items():
            if code >= "400":
                refusals.add(code)
                continue
            answers[code] = {**answer, "description": _SUCCESSES[code]}
            if headers := self.answer_headers(code):
                answers[code]["headers"] = headers
        if self.method == "GET":
            answers["304"] = {"$ref": f"#/components/responses/{NOT_MODIFIED}"}
        for code in sorted(refusals):
            answers[code] = {"$ref": f"#/components/responses/{PROBLEM_RESPONSES[code].name}"}
        return answers

    # What the operation is called.

    @property
    def action(self) -> str | None:
        """The name of the viewset's action; None in a view without actions."""
        return getattr(self.view, "action", None)

    @property
    def noun(self) -> str:
        return str(getattr(self.view, "basename", None) or "row")

    def get_operation_id(self) -> str:
        words = [token.replace("-", "_") for token in self._tokenize_path()]
        if self.action is not None:
            # The path of an action of a viewset's own ends with its name.
            return "_".join(words if self.action in words else [*words, self.action])
        methods = [m for m in self.view.http_method_names if hasattr(self.view, m)]
        if set(methods) - {"options", "head"} == {self.method.lower()}:
            return "_".join(words)
        verb = "destroy" if self.method == "DELETE" else _VERBS[self.method.lower()]
        return "_".join([*words, verb])

    def get_summary(self) -> str:
        if self.action in _SUMMARIES:
            article = "an" if self.noun[0] in "aeiou" else "a"
            plural = self._tokenize_path()[0]
            return _SUMMARIES[self.action].format(noun=self.noun, article=article, plural=plural)
        return self._method_docstring().partition("\n")[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]  # as the base class does
        if self.action in _SUMMARIES:
            hook = type(self.view).__dict__.get(_HOOKS.get(self.action, ""))
            parts = [_own_docstring(type(self.view)), _DESCRIPTIONS[self.action]]
            return "\n\n".join(part for part in [*parts, _own_docstring(hook)] if part)
        summary, _, rest = self._method_docstring().partition("\n")
        return rest.strip() or summary

    def _method_docstring(self) -> str:
        return _own_docstring(getattr(self.view, self.action or self.method.lower(), None))

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.partition(".")[0]]

    # What it takes and answers.

    def header_parameters(self) -> list[Node]:
        """The header parameters that follow from what the operation is."""
        if self.method != "GET":
            return []
        return [
            header_parameter(
                "If-None-Match",
                "An earlier `ETag`: the response is 304 while nothing has changed.",
            )
        ]

    def answer_headers(self, code: str) -> Node:
        """The headers of a successful answer with the status `code`."""
        if self.method != "GET":
            return {}
        return {
            "ETag": answer_header(
                "The version of this response; it differs where the content differs."
            )
        }

    def error_codes(self, operation: Node) -> Iterator[str]:
        """Yield the statuses with which the operation can refuse."""
        yield "400"  # for a query parameter that it does not have
        if self.view.get_authenticators():
            yield "401"
        if any(self._may_refuse(permission) for permission in self.view.get_permissions()):
            yield "403"
        if "{" in self.path:
            yield "404"
        yield "406"
        if "requestBody" in operation:
            yield from ("413", "415")
        if self.view.get_throttles() or self.view.get_authenticators():
            yield "429"  # by a limit of its own, or by that on all requests of who is signed in
        if self.method != "GET":
            yield "503"

    def _may_refuse(self, permission: Any) -> bool:
        """Whether `permission` can turn away somebody who is signed in."""
        only_for_writes = getattr(permission, "only_for_writes", False)
        if isinstance(permission, permissions.IsAuthenticated):
            return only_for_writes and self.method != "GET"
        return True

    def _get_request_body(self, direction: Any = "request") -> Node | None:
        # The base class knows of no body with DELETE; a view that is not a viewset may take one.
        if self.method != "DELETE" or isinstance(self.view, GenericAPIView):
            body: Node | None = super()._get_request_body(direction)  # type: ignore[no-untyped-call]  # of an untyped library
            return body
        serializer: Any = self.get_request_serializer()
        media_type = "application/json"
        content: Node = {"schema": self.resolve_serializer(serializer, "request").ref}
        examples = self._get_examples(serializer, "request", media_type)  # type: ignore[no-untyped-call]  # of an untyped library
        if examples:
            content["examples"] = examples
        return {"content": {media_type: content}, "required": True}

    def _map_serializer(self, serializer: Any, direction: Any, *args: Any) -> Node:
        schema: Node = super()._map_serializer(serializer, direction, *args)  # type: ignore[no-untyped-call]  # of an untyped library
        if direction == "response" and schema.get("properties"):
            # An answer has every field, also those that a request may leave out; a serializer
            # names in `may_lack` those that depend on what is asked for.
            always = schema["properties"].keys() - getattr(serializer, "may_lack", ())
            schema["required"] = sorted(always)
        # The base class takes an inherited docstring for the serializer's own.
        owner = serializer if isinstance(serializer, type) else type(serializer)
        return {**schema, "description": _own_docstring(owner)}

    def _get_serializer_field_meta(self, field: Any, direction: Any) -> Node:
        meta: Node = super()._get_serializer_field_meta(field, direction)  # type: ignore[no-untyped-call]  # of an untyped library
        if isinstance(meta.get("default"), Decimal):
            meta["default"] = str(meta["default"])
        if isinstance(field, serializers.Field) and field.field_name == "id":
            meta.pop("title", None)
            meta.setdefault("description", "Its id.")
        return meta


class AmountSchema(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]  # of an untyped library
    """Amounts and rates: text in answers, text or a JSON number in requests."""

    target_class = "api.fields.AmountField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Node:
        field = self.target
        if direction == "response":
            return {"type": "string", "pattern": field.pattern, "examples": [field.example]}
        return {
            "type": ["string", "number"],
            "pattern": r"^[+-]?[0-9]{1,20}(\.[0-9]{1,20})?$",
            "examples": [field.example],
        }


class TokenSchema(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # of an untyped library
    """How a request says who is calling."""

    target_class = "rest_framework.authentication.TokenAuthentication"
    match_subclasses = True
    priority = 1
    name = "Token"

    def get_security_definition(self, auto_schema: Any) -> Node:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": (
                "`Token ` and the token from `register` or `login`, or a personal access token."
            ),
        }


def add_shared_components(result: Node, generator: Any, **_: Any) -> Node:
    """Put the problem document and the error answers into the components, and describe the rest.

    A hook of the generator, after that which makes components of the choices.
    """
    components = result["components"]
    for schema in components["schemas"].values():
        if "next" in schema.get("properties", {}):
            schema.setdefault("description", "One page of a list.")
            rows = schema["properties"]["results"]
            rows.setdefault("description", "The rows of this page, in order.")
    for name, choices in spectacular_settings.ENUM_NAME_OVERRIDES.items():
        kind = import_string(choices)
        words = _own_docstring(kind) if isinstance(kind, type) else "One of the known values."
        components["schemas"][name]["description"] = words
    components["schemas"] = dict(sorted({**components["schemas"], **PROBLEM_SCHEMAS}.items()))
    components["responses"] = {r.name: r.node() for r in PROBLEM_RESPONSES.values()}
    components["responses"][NOT_MODIFIED] = {
        "description": "Nothing has changed since the response with that `ETag`."
    }
    return result


def answer_header(description: str, *, always: bool = False) -> Node:
    """Return the description of a header of an answer."""
    required = {"required": True} if always else {}
    return {"description": description, **required, "schema": {"type": "string"}}


def header_parameter(name: str, description: str, **schema: Any) -> Node:
    """Return the description of an optional header of a request."""
    return {
        "in": "header",
        "name": name,
        "description": description,
        "schema": {"type": "string", **schema},
    }


def _own_docstring(thing: Any) -> str:
    """The docstring of a class or a function itself, never one that it inherits, unwrapped.

    None has one of its own from Python 3.13 on, which is not meant.
    """
    if thing is None:
        return ""
    doc = vars(thing).get("__doc__") if isinstance(thing, type) else getattr(thing, "__doc__", "")
    text = doc or ""
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n")]
    return "\n\n".join(paragraphs)
