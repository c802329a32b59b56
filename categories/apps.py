from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    name = "categories"

    def ready(self) -> None:
        from books.kinds import Kind, register_kind
        from books.registry import register_rows
        from categories.following import following_categories
        from categories.models import Category

        register_kind(Kind("category", Category, following=following_categories))
        register_rows(Category)
