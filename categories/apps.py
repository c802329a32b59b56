from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    name = "categories"
    tag_description = "The categories of income and expense."
