from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    name = "categories"

    def ready(self) -> None:
        from books.registry import register_rows
        from categories.models import Category

        register_rows(Category)
