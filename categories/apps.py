from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    name = "categories"
    tag_description = "What your money counts for."
