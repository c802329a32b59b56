"""The small parts of every page: symbols, amounts, fields of forms."""

from collections.abc import Iterable
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.crypto import get_random_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from web.category_choices import ChoiceGroup, as_choices
from web.figures.differences import Difference
from web.figures.drawings import Drawing
from web.forms.fields import options_of
from web.money import Figure, Shown
from web.pages import KEY_LENGTH

register = template.Library()

DRAWN_MAX = 1_000
"""Symbols that are kept as they were drawn: a page has fifty, and all pages some two hundred, but
for labels and colours that are somebody's own."""


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """Draw a symbol; with a `label` it says something by itself, else it is decoration."""
    return _icon(icons(), name, classes, label)


@lru_cache(DRAWN_MAX)
def _icon(file: str, name: str, classes: str, label: str) -> SafeString:
    meaning = format_html('role="img" aria-label="{}"', label) if label else "aria-hidden=true"
    return format_html(
        '<svg class="i {}" {}><use href="{}#{}"/></svg>', classes, meaning, file, name
    )


@register.simple_tag
def sym(name: str, tone: str, color: str = "") -> SafeString:
    """Draw the symbol of a category in its circle; a `color` is the category's own."""
    return _sym(icons(), name, tone, color)


@lru_cache(DRAWN_MAX)
def _sym(file: str, name: str, tone: str, color: str) -> SafeString:
    own = format_html(' color="{}"', color) if color else ""
    return format_html(
        '<svg class="sym {}{}" viewBox="0 0 40 40" aria-hidden="true"{}>'
        '<circle cx="20" cy="20" r="20"/>'
        '<use href="{}#{}" x="10" y="10" width="20" height="20"/></svg>',
        tone,
        " own" if color else "",
        own,
        file,
        name,
    )


@register.simple_tag
def drawn(drawing: Drawing) -> SafeString:
    """Write a chart, which escapes what people wrote."""
    return mark_safe(drawing.svg)  # noqa: S308  # made by web.charts alone


@register.simple_tag
def figure(large: Figure) -> SafeString:
    """Write the one large number of a card, its cents smaller."""
    return format_html(
        '<data value="{}">{}<small>{}</small></data>', large.value, large.whole, large.rest
    )


@register.inclusion_tag("web/parts/difference.html")
def difference(of: Difference, than: str = "") -> dict[str, Any]:
    """Write how much more or less a figure is: a sign for a table, in words where `than` is."""
    return {"difference": of, "than": than}


@register.simple_tag
def form_key() -> SafeString:
    """Write the key of a form that writes in a book: sent twice, it is done once."""
    key = get_random_string(KEY_LENGTH)
    return format_html('<input type="hidden" name="key" value="{}">', key)


@register.simple_tag
def amount(shown: Shown) -> SafeString:
    """Write an amount, with its currency in front where that is not the book's."""
    return mark_safe(amount_markup(shown))  # noqa: S308  # each text is escaped


@register.simple_tag
def amount_cells(amounts: Iterable[tuple[Shown, str]]) -> SafeString:
    """Write a cell of a table for each amount, linked where it has an address.

    Made by a function rather than a template: five years of seven categories are 420 cells.
    """
    return mark_safe("".join(_cell(*one) for one in amounts))  # noqa: S308  # each text is escaped


def _cell(shown: Shown, href: str) -> str:
    written = amount_markup(shown)
    linked = f'<a href="{escape(href)}">{written}</a>' if href else written
    return f'<td class="sum">{linked}</td>'


def amount_markup(shown: Shown) -> str:
    """Return an amount as every page writes it; every text is escaped."""
    code = f'<span class="cur">{escape(shown.code)}</span>' if shown.code else ""
    if not shown.value:
        return f"<span>{code}{escape(shown.text)}</span>"
    tone = f' class="{shown.tone}"' if shown.tone else ""
    return f'<data value="{shown.value}"{tone}>{code}{escape(shown.text)}</data>'


@register.simple_tag
def field(bound: BoundField, kind: str = "") -> SafeString:
    """Write a label, its control, and the hint or the fault below it."""
    hint = '<p class="hint" id="{}_helptext">{}</p>'
    return format_html(
        '<div class="field {}"><label for="{}">{}</label>{}{}{}</div>',
        kind,
        bound.id_for_label,
        bound.label,
        _with_eye(bound) if bound.widget_type == "password" else bound,
        format_html(hint, bound.auto_id, bound.help_text) if bound.help_text else "",
        bound.errors or "",
    )


def _with_eye(bound: BoundField) -> SafeString:
    """Return the field of a password with a button that shows it, where a script can."""
    return format_html(
        '<span class="hold">{}<button class="btn icon sm" type="button" data-show="{}"'
        ' aria-pressed="false" aria-label="{}" hidden>{}</button></span>',
        bound,
        bound.id_for_label,
        gettext("Show: %(label)s") % {"label": bound.label},
        icon("eye"),
    )


@register.simple_tag
def category_options(groups: Iterable[ChoiceGroup], chosen: str = "") -> SafeString:
    """Write the options of a list of categories."""
    return options_of(as_choices(groups), chosen or "")


@register.simple_tag
def symbols() -> str:
    """Return the address of the file of symbols, for a template that draws many."""
    return icons()


@cache
def icons() -> str:
    """Return the address of the file of symbols."""
    return static("web/icons/icons.svg")
