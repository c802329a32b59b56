"""A CSV file of an invented household, as its bank or its budget would export it."""

import csv
import random
from datetime import date, timedelta
from itertools import islice, product
from pathlib import Path
from string import ascii_uppercase

ACCOUNTS, CATEGORIES, INCOMES, PAYEES = 8, 36, 4, 400
DAYS = 5 * 365
FIRST_DAY = date(2020, 1, 1)


def payee_names() -> list[str]:
    """Return the payees of a household; by letters, for to schedules numbers tell no name apart."""
    letters = islice(product(ascii_uppercase, repeat=2), PAYEES)
    return [f"Payee {one}{other}" for one, other in letters]


def write_csv(path: Path, size: int) -> None:
    """Write `size` rows of an invented household, the same for the same size."""
    dice = random.Random(size)
    payees = payee_names()
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(
            ["date", "account", "payee", "category", "amount", "currency", "description"]
        )
        for index in range(size):
            day = FIRST_DAY + timedelta(days=index * DAYS // size)
            account = f"Account {dice.randrange(ACCOUNTS)}"
            if dice.random() < 0.08:
                category = f"Income {dice.randrange(INCOMES)}"
                row = (f"Employer {dice.randrange(9)}", category, dice.randint(100_000, 300_000))
            else:
                number = min(dice.randrange(CATEGORIES), dice.randrange(CATEGORIES))
                payee = min(dice.randrange(PAYEES), dice.randrange(PAYEES))
                category = f"Group {number // 6}:Category {number}"
                row = (payees[payee], category, -dice.randint(1, 20_000))
            amount = f"{row[2] / 100:.2f}"
            table.writerow([day, account, row[0], row[1], amount, "EUR", f"Entry {index}"])
