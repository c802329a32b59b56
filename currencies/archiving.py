"""A book's own rates that come from an archive: what is amiss with them."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from books.kinds import Columns
from currencies.drafts import Others, RateDraft, problems
from currencies.quotes import format_rate

_FREE = Others(same_day_id=None)


def rate_faults(row: Columns) -> Iterator[str]:
    try:
        rate = Decimal(row["rate"])
    except InvalidOperation:
        yield f"{row['rate']!r} is no rate"
        return
    draft = RateDraft(date=row["date"], base=row["base"], quote=row["quote"], rate=rate)
    found = problems(draft, _FREE)
    yield from (problem.detail for problem in found)
    if not found and format_rate(rate) != row["rate"]:
        yield f"{row['rate']!r} is not how a rate is written"
