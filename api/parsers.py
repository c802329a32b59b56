"""Reading request bodies: JSON (RFC 8259) of a bounded size, whose numbers stay exact."""

import codecs
import json
from collections.abc import Mapping
from decimal import Decimal
from typing import IO, Any, NoReturn

from django.conf import settings
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser

from common.errors import TooLarge

DEPTH_MAX = 20
"""How deep arrays and objects may be nested; no endpoint reads more than five levels."""


class ExactJSONParser(BaseParser):
    """Parses JSON with fractions as `Decimal`, so that no amount ever passes through a float.

    Raises ParseError for what is not JSON, NaN and Infinity included, for an object that states a
    name twice, and for nesting deeper than DEPTH_MAX; TooLarge for more bytes than
    DATA_UPLOAD_MAX_MEMORY_SIZE; UnsupportedMediaType for another charset than UTF-8, the only one
    that JSON has.
    """

    media_type = "application/json"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        _check_charset(media_type or "")
        try:
            text = codecs.decode(_read(stream), "utf-8-sig")
            value = json.loads(
                text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object
            )
        except RecursionError:
            raise ParseError("The JSON is nested too deeply.") from None
        except ValueError as error:
            raise ParseError(f"The body is not JSON in UTF-8: {error}") from None
        _check_depth(value)
        return value


def _check_charset(content_type: str) -> None:
    _, parameters = parse_header_parameters(content_type)
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        detail = "JSON is in UTF-8 (RFC 8259, section 8.1); send it without another charset."
        raise UnsupportedMediaType(content_type, detail)


def _read(stream: IO[bytes]) -> bytes:
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(f"A request body has at most {limit:,} bytes; send the rest in another.")
    return body


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        # Which of the two was meant is anybody's guess, and parsers guess differently.
        raise ValueError("an object states the same name twice")
    return members


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(DEPTH_MAX):
        inner = (v.values() if isinstance(v, dict) else v for v in level if _nests(v))
        level = [child for children in inner for child in children if _nests(child)]
        if not level:
            return
    raise ParseError(f"The JSON is nested more than {DEPTH_MAX} levels deep.")


def _nests(value: Any) -> bool:
    return isinstance(value, dict | list)
