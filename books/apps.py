from django.apps import AppConfig
from django.core.checks import Tags, register


class BooksConfig(AppConfig):
    name = "books"
    tag_description = "The book that has all your data."
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from books import declarations

        declarations.load()
        register(declarations.problems, Tags.models)
