"""The small parts of every page: symbols, amounts, fields of forms."""

from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from web.money import Shown

register = template.Library()


@register.simple_tag
def icon(name: str, classes: str = "", label: str = "") -> SafeString:
    """Draw a symbol; with a `label` it says something by itself, else it is decoration."""
    meaning = format_html('role="img" aria-label="{}"', label) if label else "aria-hidden=true"
    return format_html(
        '<svg class="i {}" {}><use href="{}#{}"/></svg>', classes, meaning, icons(), name
    )


@register.simple_tag
def sym(name: str, tone: str) -> SafeString:
    """Draw the symbol of a category in its circle."""
    return format_html(
        '<svg class="sym {}" viewBox="0 0 40 40" aria-hidden="true">'
        '<circle cx="20" cy="20" r="20"/>'
        '<use href="{}#{}" x="10" y="10" width="20" height="20"/></svg>',
        tone,
        icons(),
        name,
    )


@register.simple_tag
def amount(shown: Shown) -> SafeString:
    """Write an amount, with its currency in front where that is not the book's."""
    code = format_html('<span class="cur">{}</span>', shown.code) if shown.code else ""
    if not shown.value:
        return format_html("<span>{}{}</span>", code, shown.text)
    tone = format_html(' class="{}"', shown.tone) if shown.tone else ""
    return format_html('<data value="{}"{}>{}{}</data>', shown.value, tone, code, shown.text)


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, kind: str = "") -> dict[str, Any]:
    """Write a label, its control, and the hint or the fault below it."""
    return {"field": bound, "kind": kind}


@register.simple_tag
def symbols() -> str:
    """Return the address of the file of symbols, for a template that draws many."""
    return icons()


@cache
def icons() -> str:
    """Return the address of the file of symbols."""
    return static("web/icons/icons.svg")
