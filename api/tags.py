"""The tags of the OpenAPI document: one for each app with endpoints, as the settings order them."""

from typing import Any

from django.apps import apps


def add_tags(result: dict[str, Any], generator: Any, **_: Any) -> dict[str, Any]:
    """Describe the tag of each app by the `tag_description` of its AppConfig.

    A hook of the generator.
    """
    result["tags"] = [
        {"name": app.label, "description": app.tag_description}
        for app in apps.get_app_configs()
        if hasattr(app, "tag_description")
    ]
    return result
