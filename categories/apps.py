from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    name = "categories"

    def ready(self) -> None:
        from books.kinds import Kind, register_kind
        from books.registry import register_rows
        from categories.models import Category

        register_kind(Kind("category", Category))
        register_rows(Category)
