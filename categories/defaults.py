"""The categories that a new book starts with: ordinary ones, to rename, move or delete."""

from typing import NamedTuple

from categories.models import CategoryType


class Default(NamedTuple):
    """A category of a new book."""

    name: str
    icon: str
    """A short word: the name of a symbol of Lucide, which pages draw."""


DEFAULT_CATEGORIES: tuple[tuple[CategoryType, Default, tuple[Default, ...]], ...] = (
    (
        CategoryType.EXPENSE,
        Default("Food & drink", "utensils"),
        (
            Default("Groceries", "shopping-cart"),
            Default("Restaurants", "utensils"),
            Default("Coffee & snacks", "coffee"),
        ),
    ),
    (
        CategoryType.EXPENSE,
        Default("Home & household", "house"),
        (
            Default("Rent or mortgage", "building-2"),
            Default("Electricity, gas & water", "zap"),
            Default("Internet & phone", "wifi"),
            Default("Furniture & repairs", "sofa"),
        ),
    ),
    (
        CategoryType.EXPENSE,
        Default("Getting around", "bus"),
        (
            Default("Public transport", "ticket"),
            Default("Fuel", "fuel"),
            Default("Car & bicycle", "car"),
            Default("Taxi & sharing", "bike"),
        ),
    ),
    (
        CategoryType.EXPENSE,
        Default("Health & care", "heart"),
        (Default("Doctor & pharmacy", "pill"), Default("Hairdresser & cosmetics", "scissors")),
    ),
    (
        CategoryType.EXPENSE,
        Default("Leisure & culture", "smile"),
        (
            Default("Holidays", "luggage"),
            Default("Sports", "dumbbell"),
            Default("Books, music & films", "book-open"),
            Default("Going out", "film"),
            Default("Subscriptions", "tv"),
        ),
    ),
    (
        CategoryType.EXPENSE,
        Default("Things to wear & use", "store"),
        (
            Default("Clothes & shoes", "shirt"),
            Default("Electronics", "laptop"),
            Default("Presents", "gift"),
        ),
    ),
    (
        CategoryType.EXPENSE,
        Default("Family & giving", "baby"),
        (
            Default("Childcare & school", "graduation-cap"),
            Default("Pets", "paw-print"),
            Default("Donations", "hand-coins"),
        ),
    ),
    (
        CategoryType.EXPENSE,
        Default("Insurance, taxes & fees", "receipt"),
        (
            Default("Insurance", "shield"),
            Default("Taxes", "landmark"),
            Default("Bank fees & interest", "credit-card"),
        ),
    ),
    (
        CategoryType.INCOME,
        Default("Earned income", "briefcase"),
        (
            Default("Wages", "banknote"),
            Default("Bonus", "piggy-bank"),
            Default("Self-employment", "hammer"),
        ),
    ),
    (
        CategoryType.INCOME,
        Default("Other money in", "coins"),
        (
            Default("Interest & dividends", "chart-line"),
            Default("Benefits & pension", "wallet"),
            Default("Presents received", "gift"),
            Default("Things sold", "tag"),
        ),
    ),
)
