"""The OpenAPI document as it is served: the files that `make schema` wrote, byte for byte.

Generating it takes half a second or more. tests/test_contract.py holds the files to the code.
"""

from typing import Any

from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from expense_tracker.shipped import shipped


class _Json(JSONRenderer):
    """Passes on the text of the file; a problem document is JSON in every form."""

    media_type = "application/vnd.oai.openapi+json"

    def render(self, data: Any, *args: Any, **kwargs: Any) -> bytes:
        return data if isinstance(data, bytes) else super().render(data, *args, **kwargs)


class _PlainJson(_Json):
    media_type = "application/json"


class _Yaml(_Json):
    media_type = "application/vnd.oai.openapi"
    format = "yaml"
    charset = "utf-8"


class _PlainYaml(_Yaml):
    media_type = "application/yaml"


class OpenApiDocument(APIView):
    """The OpenAPI document as YAML or JSON, as `Accept` or `format` asks."""

    renderer_classes = [_Yaml, _PlainYaml, _Json, _PlainJson]
    authentication_classes = []
    permission_classes = [AllowAny]
    schema = None

    def get(self, request: Request) -> Response:
        form = request.accepted_renderer.format
        return Response(
            shipped(f"docs/reference/openapi.{form}").read_bytes(),
            headers={"Content-Disposition": f'inline; filename="Expense Tracker.{form}"'},
        )
