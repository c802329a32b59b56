"""The categories that a new book starts with: ordinary ones, to rename, move or delete."""

from categories.models import CategoryType

DEFAULT_CATEGORIES: tuple[tuple[CategoryType, str, tuple[str, ...]], ...] = (
    (CategoryType.EXPENSE, "Food & drink", ("Groceries", "Restaurants", "Coffee & snacks")),
    (
        CategoryType.EXPENSE,
        "Home & household",
        ("Rent or mortgage", "Electricity, gas & water", "Internet & phone", "Furniture & repairs"),
    ),
    (
        CategoryType.EXPENSE,
        "Getting around",
        ("Public transport", "Fuel", "Car & bicycle", "Taxi & sharing"),
    ),
    (CategoryType.EXPENSE, "Health & care", ("Doctor & pharmacy", "Hairdresser & cosmetics")),
    (
        CategoryType.EXPENSE,
        "Leisure & culture",
        ("Holidays", "Sports", "Books, music & films", "Going out", "Subscriptions"),
    ),
    (CategoryType.EXPENSE, "Things to wear & use", ("Clothes & shoes", "Electronics", "Presents")),
    (CategoryType.EXPENSE, "Family & giving", ("Childcare & school", "Pets", "Donations")),
    (
        CategoryType.EXPENSE,
        "Insurance, taxes & fees",
        ("Insurance", "Taxes", "Bank fees & interest"),
    ),
    (CategoryType.INCOME, "Earned income", ("Wages", "Bonus", "Self-employment")),
    (
        CategoryType.INCOME,
        "Other money in",
        ("Interest & dividends", "Benefits & pension", "Presents received", "Things sold"),
    ),
)
