from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "imports"

    def ready(self) -> None:
        from books.registry import register_rows
        from imports import models

        register_rows(
            models.Sighting,
            models.TableLayout,
            models.RefusedPair,
            models.Import,
            models.FilePart,
            models.PlanPart,
            models.Decision,
        )
