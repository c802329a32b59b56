"""XML that somebody sent, followed as it goes along: no tree is built, and nothing is expanded.

Handlers are those of Python's expat, which names tags "namespace}local".
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import XMLParser

from readers.statement import Unreadable

TOKEN_BYTES_MAX = 1024 * 1024
"""How long a tag or a comment may be: one that has not ended is read again with each part."""
DEPTH_MAX = 100
"""How many elements may be within each other, for handlers to count. A message of CAMT has about
15."""

PART_BYTES = 64 * 1024
"""How much of a file the parser is given at once: what it finds in it waits in memory."""

_Found = TypeVar("_Found")
_ENDS_EARLY = ("no element found", "unclosed token", "unclosed CDATA section", "partial character")


class _NoTree:
    """What a parser builds where its events are followed instead."""

    def close(self) -> None:
        """Nothing was built."""


def found_in(parts: Iterable[bytes], begin: Callable[[Any], list[_Found]]) -> Iterator[_Found]:
    """Yield what handlers find in a file, soon after it ends there.

    `begin` is given the parser, sets its handlers, and returns the list that they put into what
    they find. Raises Unreadable for what is not XML, for a file that ends in the middle, and for
    one that declares a document type, which entities would need.
    """
    parser = XMLParser(target=_NoTree(), forbid_dtd=True)
    ready = begin(parser.parser)
    fed = 0
    try:
        for part in parts:
            fed += len(part)
            parser.feed(part)
            yield from ready
            ready.clear()
            if fed - parser.parser.CurrentByteIndex > TOKEN_BYTES_MAX:
                raise Unreadable("token_too_long", "A tag or a comment of the file does not end.")
        parser.close()
    except ParseError as error:
        raise _unreadable(error) from None
    except DefusedXmlException:
        detail = "The file declares a document type or entities, which this format does not allow."
        raise Unreadable("forbidden_xml", detail) from None
    except (LookupError, ValueError) as error:
        # Python's own words for an encoding that it has not, or that has several bytes.
        raise Unreadable(
            "wrong_encoding", f"The file's encoding cannot be read: {error}."
        ) from None
    yield from ready


def too_deep() -> Unreadable:
    """Return what to raise beyond DEPTH_MAX."""
    return Unreadable("too_deep", f"More than {DEPTH_MAX} elements are nested.")


def _unreadable(error: ParseError) -> Unreadable:
    if str(error).startswith(_ENDS_EARLY):
        return Unreadable("truncated", "The file ends in the middle; download or save it again.")
    return Unreadable("broken_xml", f"Line {error.position[0]}: this is not XML: {error}.")
