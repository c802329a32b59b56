"""Faults that are found at the start rather than by the first person who meets them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.template import TemplateSyntaxError
from django.template.loader import get_template


def templates_compile(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """An error for each template of the project itself that Django cannot compile."""
    own = [app for app in app_configs or apps.get_app_configs() if is_own(app)]
    return [message for app in own for message in broken_templates(Path(app.path) / "templates")]


def is_own(app: AppConfig) -> bool:
    """Whether an app is part of the project, not of a library."""
    return Path(app.path).parent == settings.BASE_DIR


def broken_templates(folder: Path) -> list[CheckMessage]:
    """An error for each template under `folder` that does not compile."""
    messages: list[CheckMessage] = []
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        try:
            get_template(str(file.relative_to(folder)))
        except (TemplateSyntaxError, UnicodeDecodeError) as fault:
            messages.append(Error(f"{file}: {fault}", id="expense_tracker.E001"))
    return messages
