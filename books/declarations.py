"""Finding the declarations of all apps at the start, and what is wrong with them.

The order is that of INSTALLED_APPS: what is pointed at has to come before what points at it.
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.core.checks import CheckMessage, Error
from django.db.models import DO_NOTHING, Model
from django.utils.module_loading import module_has_submodule

from books.archived_tables import ArchivedTable, archived_tables
from books.models import KIND_LENGTH_MAX, Book, BookRow
from books.registry import row_models
from books.resources import Declaration, Resource, resources
from books.tracked_models import track


def load() -> None:
    """Register what the `resource.py` of each app declares."""
    for app in apps.get_app_configs():
        if app.module and module_has_submodule(app.module, "resource"):
            for one in import_module(f"{app.name}.resource").DECLARATIONS:
                register(one)


def register(one: Declaration) -> None:
    """Make a declaration known to all that read it."""
    row_models.append(one.model)
    if isinstance(one, ArchivedTable):
        archived_tables[one.name] = one
    elif isinstance(one, Resource):
        resources[one.name] = one
        track(one)
        row_models.extend(part.model for part in one.parts)
        for provided in one.provides:
            provided.registry.append(provided.one)


def problems(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """An error for each model of a book that is not declared as it has to be (a system check)."""
    models = [model for model in apps.get_models() if _is_of_a_book(model)]
    return [*_undeclared(models), *_badly_named(), *_out_of_order()]


def _is_of_a_book(model: type[Model]) -> bool:
    """Whether rows of `model` are of a book, and do not go with it by themselves."""
    if model._meta.app_label == Book._meta.app_label:
        return False
    return any(
        field.related_model is Book and field.remote_field.on_delete is DO_NOTHING  # type: ignore[union-attr]  # it is a foreign key
        for field in model._meta.concrete_fields
    )


def _undeclared(models: list[type[Model]]) -> Iterator[CheckMessage]:
    tracked = {one.model for one in resources.values()}
    for model in models:
        label, place = model._meta.label, f"DECLARATIONS of {model._meta.app_label}/resource.py"
        if issubclass(model, BookRow) and model not in tracked:
            yield Error(f"{label} is a BookRow: add its Resource to {place}.", id="books.E001")
        elif model not in row_models:
            detail = f"{label} has rows of a book: add it to {place}, or to the parts of a Resource"
            yield Error(f"{detail}.", id="books.E002")


def _badly_named() -> Iterator[CheckMessage]:
    for one in resources.values():
        if len(one.name) > KIND_LENGTH_MAX:
            detail = f"The name of the resource {one.name} is longer than {KIND_LENGTH_MAX}."
            yield Error(detail, id="books.E003")


def _out_of_order() -> Iterator[CheckMessage]:
    for place, model in enumerate(row_models):
        for field in model._meta.concrete_fields:
            if field.related_model in row_models[place + 1 :]:
                detail = f"{model._meta.label} is declared before what its {field.name} points at."
                hint = "Change the order of DECLARATIONS, or of INSTALLED_APPS."
                yield Error(detail, hint=hint, id="books.E004")
