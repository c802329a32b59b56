"""Taking changes of a book back, any of them and all of them, and what has to be there then."""

from tests.digest import contents

REFUSALS = {
    "changed_later", "nothing_to_undo", "conflict", "in_use", "settled", "gap", "later_closed"
}  # fmt: skip
"""Why a change cannot be undone."""
WITHOUT_HISTORY = ("ScheduleRecording", "ScheduleWake")
"""What the worker keeps in mind of schedules: it outlives an undo."""


def lasting_contents(book_id):
    """What a book says, but for what has no history."""
    found = contents(book_id)
    return {name: rows for name, rows in found.items() if name not in WITHOUT_HISTORY}


def take_back_and_do_again(mirror, pick):
    """Undo some change, and undo that: the book is what it was. Or it cannot be, and still is."""
    before, last = lasting_contents(mirror.book_id), mirror.get("book/")["last_change"]
    number = 1 + pick % last
    response = mirror.caller.post(f"history/{number}/undo/")
    if response.status_code == 409:
        problem = response.json()
        assert problem["code"] in REFUSALS
        if problem["code"] == "changed_later":
            assert problem["changes"], problem
            assert all(number < later <= last for later in problem["changes"]), problem
            assert problem["changes"] == sorted(problem["changes"], reverse=True)
    else:
        assert response.status_code == 200, response.content
        done = response.json()
        assert done["number"] == last + 1
        mirror.answer("post", f"history/{last + 1}/undo/", wanted=200)
    assert lasting_contents(mirror.book_id) == before


def take_everything_back(mirror):
    """Undo every change but the first, newest first: the book is what it was to begin with."""
    for number in range(mirror.get("book/")["last_change"], 1, -1):
        response = mirror.caller.post(f"history/{number}/undo/")
        # A bulk call with empty lists is a change without content.
        empty = response.status_code == 409 and response.json()["code"] == "nothing_to_undo"
        assert response.status_code == 200 or empty, (number, response.content)
    assert lasting_contents(mirror.book_id) == mirror.beginning
