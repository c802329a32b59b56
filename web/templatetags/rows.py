"""The rows of lists of transactions.

Made by a function rather than a template: a page has 50 of them, of which a template looks up each
value by name, four times as long as all else that the page does.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from transactions.models import Status
from web.rows import ListedRow
from web.templatetags.ui import amount_markup, icons

register = template.Library()


@register.simple_tag
def listed_rows(
    rows: Iterable[ListedRow],
    *,
    picks: bool,
    dated: bool,
    balances: bool = False,
    menu: bool = False,
) -> SafeString:
    """Write table rows: `picks` with boxes to choose by, `dated` with a date, `balances` with one.

    A `menu` of the list has a link in each row, which leads to the page of the row by itself.

    Every text is escaped here.
    """
    writer = _Writer(icons(), _states(), gettext("More"), picks, dated, balances, menu)
    return mark_safe("".join(map(writer.row, rows)))  # noqa: S308  # each text is escaped


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes rows with the same columns."""

    icons: str
    states: dict[str, tuple[str, str]]
    more: str
    picks: bool
    dated: bool
    balances: bool
    menu: bool

    def row(self, row: ListedRow) -> str:
        what = escape(row.what)
        if row.is_unsorted:
            what = f'<span class="missing">{what}</span>'
        cells = [
            self._pick(row) if self.picks else "",
            f'<td class="sy">{self._symbol(row)}</td>',
            f'<td class="date">{escape(row.day)}</td>' if self.dated else "",
            self._who(row),
            f'<td class="what">{what}</td>',
            "" if self.balances else f'<td class="acct">{escape(row.account)}</td>',
            self._tags(row) if self.picks else "",
            self._meta(row, what),
            f'<td class="sum">{amount_markup(row.amount)}</td>',
            self._balance(row) if self.balances else "",
            self._state(row),
            self._more(row) if self.menu else "",
        ]
        return f'<tr class="row" id="t{row.id}">{"".join(cells)}</tr>\n'

    def _pick(self, row: ListedRow) -> str:
        label = escape(f"{gettext('Choose')} {row.who}, {row.day}")
        box = f'<input type="checkbox" name="id" value="{row.id}" form="bulk" aria-label="{label}">'
        return f'<td class="pick"><label>{box}</label></td>'

    def _symbol(self, row: ListedRow) -> str:
        own = f' color="{escape(row.color)}"' if row.color else ""
        classes = f"sym {row.tone} own" if row.color else f"sym {row.tone}"
        return (
            f'<svg class="{classes}" viewBox="0 0 40 40" aria-hidden="true"{own}>'
            '<circle cx="20" cy="20" r="20"/>'
            f'<use href="{self.icons}#{row.symbol}" x="10" y="10" width="20" height="20"/></svg>'
        )

    def _who(self, row: ListedRow) -> str:
        link = f'<a href="{escape(row.href)}" id="t{row.id}-who">{escape(row.who)}</a>'
        refund = f' <span class="tag">{gettext("refund")}</span>' if row.is_refund else ""
        text = f" <small>{escape(row.description)}</small>" if row.description else ""
        return f'<td class="who">{link}{refund}{text}</td>'

    def _tags(self, row: ListedRow) -> str:
        tags = " ".join(f'<span class="tag">#{escape(tag)}</span>' for tag in row.tags)
        return f'<td class="tags">{tags}</td>'

    def _meta(self, row: ListedRow, what: str) -> str:
        day = f"{escape(row.day)} · " if self.dated else ""
        return f'<td class="meta">{day}{what} · {escape(row.account)}</td>'

    def _balance(self, row: ListedRow) -> str:
        return f'<td class="sum bal">{amount_markup(row.balance) if row.balance else ""}</td>'

    def _state(self, row: ListedRow) -> str:
        """Write the symbol of the status; it is a button where rows can be chosen to change."""
        symbol, label = self.states[row.status]
        drawn = f'<use href="{self.icons}#{symbol}"/>'
        if not self.picks or row.status == Status.RECONCILED:
            shown = f'<svg class="i s" role="img" aria-label="{label}">{drawn}</svg>'
            return f'<td class="state {row.status}">{shown}</td>'
        other = Status.CLEARED if row.status == Status.PENDING else Status.PENDING
        does = escape(f"{row.who}: {label}, {gettext('change to')} {self.states[other][1]}")
        return (
            f'<td class="state {row.status}">'
            f'<button class="bare" form="status" name="{other.value}" value="{row.id}" '
            f'id="t{row.id}-state" aria-label="{does}" title="{label}">'
            f'<svg class="i s" aria-hidden="true">{drawn}</svg></button></td>'
        )

    def _more(self, row: ListedRow) -> str:
        """Write the dots that open the menu; the version is for its form that deletes."""
        lacks = f' data-lacks="{row.lacks}"' if row.lacks else ""
        return (
            f'<td class="act"><a class="btn icon sm" href="{escape(row.href)}" '
            f'data-version="{row.version}"{lacks} '
            f'aria-label="{self.more}: {escape(row.who)}, {escape(row.day)}">'
            f'<svg class="i" aria-hidden="true"><use href="{self.icons}#ellipsis"/></svg></a></td>'
        )


def _states() -> dict[str, tuple[str, str]]:
    """Return the symbol and the word of each status."""
    return {
        Status.PENDING: ("clock", gettext("pending")),
        Status.CLEARED: ("check", gettext("cleared")),
        Status.RECONCILED: ("lock-keyhole", gettext("reconciled")),
    }
