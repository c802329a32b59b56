"""Reading request bodies: JSON (RFC 8259) of a bounded size, whose numbers stay exact, and forms.

No text gets past here that is not Unicode or holds a NUL (`api.texts`).
"""

import codecs
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import IO, Any, NoReturn

from django.conf import settings
from django.http import QueryDict
from django.http.multipartparser import MultiPartParser, MultiPartParserError
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters
from rest_framework.exceptions import ParseError, UnsupportedMediaType
from rest_framework.parsers import BaseParser, DataAndFiles

from api.faults import pointer_of
from api.texts import bytes_problem, may_be_faulty, value_problems
from common.errors import Problem, TooLarge, raise_problems

DEPTH_MAX = 20
"""How deep arrays and objects may be nested; no endpoint reads more than five levels."""


class ExactJSONParser(BaseParser):
    """Parses JSON with fractions as `Decimal`, so that no amount ever passes through a float.

    Raises what `read_json` does; TooLarge for more bytes than DATA_UPLOAD_MAX_MEMORY_SIZE;
    UnsupportedMediaType for another charset than UTF-8, the only one that JSON has.
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
        except UnicodeDecodeError as error:
            raise ParseError(f"The body is not JSON in UTF-8: {error}") from None
        return read_json(text)


class ExactFormParser(BaseParser):
    """Parses a form with files (multipart/form-data, RFC 7578), whose texts are in UTF-8.

    Raises Invalid for texts that are not, rather than to put U+FFFD into them, and for a field that
    is stated twice, rather than to take the last; ParseError for what
    is not a form; UnsupportedMediaType for another charset. A part whose own header is not UTF-8 is
    passed over.
    """

    media_type = "multipart/form-data"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> "DataAndFiles[Any, Any]":
        _check_charset(media_type or "")
        request = (parser_context or {})["request"]
        meta = {**request.META, "CONTENT_TYPE": media_type}
        try:
            form = _BytesInForm(meta, stream, request.upload_handlers, "latin-1")  # type: ignore[arg-type]  # it asks for more than it uses
            stated, files = form.parse()
        except MultiPartParserError as error:
            raise ParseError(f"The body is not a form: {error}") from None
        texts, named_files = _texts(stated), _with_names(files)
        raise_problems(_repeated(texts, named_files))
        return DataAndFiles(texts, named_files)


class _BytesInForm(MultiPartParser):
    """Reads a form as Latin-1, in which each byte is a character: Django's way with bytes that are
    not in the charset is to replace them."""

    def sanitize_file_name(self, file_name: str) -> str | None:
        # The header of a part was read as UTF-8 already.
        return super().sanitize_file_name(file_name.encode("latin-1").decode())


def _texts(stated: QueryDict) -> QueryDict:
    as_sent = [
        (name.encode("latin-1").decode(), value.encode("latin-1"))
        for name, values in stated.lists()
        for value in values
    ]
    faults = [bytes_problem(pointer_of([name]), value) for name, value in as_sent]
    raise_problems(fault for fault in faults if fault)
    texts = QueryDict(mutable=True)
    for name, value in as_sent:
        texts.appendlist(name, value.decode())
    return texts


def _with_names(files: "MultiValueDict[str, Any]") -> "MultiValueDict[str, Any]":
    return MultiValueDict({n.encode("latin-1").decode(): sent for n, sent in files.lists()})


def _repeated(texts: QueryDict, files: "MultiValueDict[str, Any]") -> Iterator[Problem]:
    """Yield a fault for each name that several parts have."""
    counts = Counter({name: len(sent) for name, sent in texts.lists()})
    counts.update({name: len(sent) for name, sent in files.lists()})
    for name, count in counts.items():
        if count > 1:
            yield Problem(pointer_of([name]), "repeated", "State this field once.")


def read_json(text: str) -> Any:
    """Return the value that `text` states, fractions as `Decimal`.

    Raises ParseError for what is not JSON, NaN and Infinity included, for an object that states a
    name twice, and for nesting deeper than DEPTH_MAX; Invalid for texts that are not Unicode or
    hold a NUL, each with its place.
    """
    try:
        value = json.loads(
            text, parse_float=Decimal, parse_constant=_refuse, object_pairs_hook=_object
        )
    except RecursionError:
        raise ParseError("The JSON is nested too deeply.") from None
    except ValueError as error:
        raise ParseError(f"The body is not JSON in UTF-8: {error}") from None
    _check_depth(value)
    if may_be_faulty(text):
        raise_problems(value_problems(value))
    return value


def _check_charset(content_type: str) -> None:
    _, parameters = parse_header_parameters(content_type)
    if parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8", "us-ascii"):
        detail = "Bodies are in UTF-8 (RFC 8259, section 8.1); send it without another charset."
        raise UnsupportedMediaType(content_type, detail)


def _read(stream: IO[bytes]) -> bytes:
    limit: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(f"A request body has at most {limit:,} bytes; send the rest in another.")
    return body


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")


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
