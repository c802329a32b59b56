from django.apps import AppConfig


class CategoriesConfig(AppConfig):
    name = "categories"

    def ready(self) -> None:
        from books.kinds import Kind, register_kind
        from books.registry import register_rows
        from categories.archiving import category_faults, name_key, parent_key
        from categories.drafts import CATEGORIES_MAX
        from categories.following import following_categories
        from categories.history import describe_category, show_categories
        from categories.models import Category

        register_kind(
            Kind(
                name="category",
                model=Category,
                follows={"name_key": name_key, "parent_key": parent_key},
                faults=category_faults,
                most=CATEGORIES_MAX,
                following=following_categories,
                describe=describe_category,
                show=show_categories,
            )
        )
        register_rows(Category)
