"""ETag and If-Match (RFC 9110, sections 8.8.3 and 13.1.1) for one row of a book.

A tag is `"<number>-<digest>"`: the number of the change that last touched the row, and a digest
of what was sent. A conditional read compares the whole tag. A conditional write compares the
number alone: a balance shown beside an account may move without the account having changed.
"""

import hashlib
import json
import re
from typing import Any

from rest_framework.request import Request
from rest_framework.utils.encoders import JSONEncoder

from books.models import BookRow
from common.errors import Stale

_TAG = re.compile(r'"(\d{1,18})-[0-9a-f]{16}"')


def etag(row: BookRow, data: Any) -> str:
    """Return the strong entity tag of `row` as shown by `data`."""
    shown = json.dumps(data, sort_keys=True, cls=JSONEncoder)
    return f'"{row.changed_in}-{hashlib.sha256(shown.encode()).hexdigest()[:16]}"'


def check_if_match(request: Request, row: BookRow) -> None:
    """Raise Stale where the request names tags and none of them is of the row's last change."""
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    numbers = {int(number) for number in _TAG.findall(header)}
    if row.changed_in not in numbers:
        raise Stale
