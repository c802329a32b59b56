"""All that a book says, without when it came to say so: equal digests are equal books."""

import hashlib
import json

from books.models import Book
from books.registry import row_models
from books.resources import resources

STAMPS = {"created_in", "changed_in", "moved_in"}


def contents(book_id):
    """Every row of the book by table, ids included; of derived figures, without their ids."""
    book = Book.objects.get(pk=book_id)
    names = ("name", "home_currency", "calendar", "closed_days")
    said = {"book": [{name: getattr(book, name) for name in names}]}
    kept = {one.model for one in resources.values()} | {
        part.model for one in resources.values() for part in one.parts
    }
    for model in row_models:
        left_out = STAMPS if model in kept else STAMPS | {"id"}
        rows = model._default_manager.filter(book_id=book_id).values()
        shown = [{k: v for k, v in row.items() if k not in left_out} for row in rows]
        said[model.__name__] = sorted(shown, key=lambda row: json.dumps(row, default=str))
    return said


def digest(book_id):
    text = json.dumps(contents(book_id), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
