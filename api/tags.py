"""The tags of the OpenAPI document: one for each app, in the order of the URL map."""

from collections.abc import Iterator
from typing import Any

from django.apps import AppConfig, apps
from django.urls import URLResolver, get_resolver


def add_tags(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Describe the tag of each app by the `tag_description` of its AppConfig.

    A hook of the generator.
    """
    result["tags"] = [
        {"name": app.label, "description": app.tag_description}
        for app in _apps_of_the_url_map()
        if hasattr(app, "tag_description")
    ]
    return result


def _apps_of_the_url_map() -> Iterator[AppConfig]:
    for pattern in get_resolver().url_patterns:
        module = getattr(getattr(pattern, "urlconf_name", None), "__name__", "")
        if isinstance(pattern, URLResolver) and (app := apps.get_containing_app_config(module)):
            yield app
