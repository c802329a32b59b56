"""ETag and If-Match (RFC 9110, sections 8.8.3 and 13.1.1) for one row of a book.

A tag is `"<number>-<digest>"`: the number of the change that last touched the row, and a digest
of what was sent. A conditional read compares the whole tag. A conditional write compares the
number alone: a balance shown beside an account may move without the account having changed.
The weak form of a tag, into which a proxy that compresses turns it, counts as the tag.
"""

import hashlib
import json
import re
from typing import Any

from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from books.rows import StampedRow
from common.errors import Stale

_TAG = re.compile(r'"([0-9]{1,18})-[0-9a-f]{16}"')


def etag(row: StampedRow, data: Any) -> str:
    """Return the strong entity tag of `row` as shown by `data`."""
    return numbered_etag(row.changed_in, data)


def numbered_etag(number: int, data: Any) -> str:
    """Return the strong entity tag of what `data` shows and change `number` last touched.

    The number tells states of a row apart. The 64 bits of a digest are for what is shown beside it.
    """
    shown = json.dumps(data, sort_keys=True, cls=JSONEncoder)
    return f'"{number}-{hashlib.sha256(shown.encode()).hexdigest()[:16]}"'


def check_if_match(request: Request, row: StampedRow) -> None:
    """Raise Stale where the request names tags and none of them is of the row's last change."""
    check_number_matches(request, row.changed_in)


def check_number_matches(request: Request, number: int) -> None:
    """Raise Stale where the request names tags and none of them has `number`."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    if number not in {int(named) for named in _TAG.findall(header)}:
        raise Stale
