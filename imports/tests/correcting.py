"""A file with faulty cells, and what corrects them."""

from imports.tests.sending import table, worked
from tests.cast import made

DATE, AMOUNT = "2024-13-05", "-3.4O"
FILE = table(
    ("2024-01-05", "-1.00", "Cafe"), (DATE, "-42.00", "Market"), ("2024-01-09", AMOUNT, "Kiosk")
)
RIGHT = [(2, {"date": "2024-01-15"}), (3, {"amount": "-3.40"})]


def correct(caller, row_id, *corrections, worker=True):
    """An import, once its rows are corrected as (number, values) say."""
    body = [{"row": number, "corrections": values} for number, values in corrections]
    answer = caller.patch(f"imports/{row_id}/rows/", body)
    assert made(answer) == {"decided": len(body)}
    return worked(caller, row_id) if worker else made(caller.get(f"imports/{row_id}/"))


def recorded(caller, row_id):
    made(caller.post(f"imports/{row_id}/commit/"), 202)
    return worked(caller, row_id)
