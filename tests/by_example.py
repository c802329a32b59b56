"""How to try the resources that no test names: by the examples in their documentation.

A new resource is tried everywhere from its first day, with the body that its serializer documents.
Where that is not enough (its example points at a row that has to be there), the failing test says
where to state a body by hand.
"""

from api.fields import NameField, RowField, TextField
from books.views import BookViewSet


def creating_views(views):
    """The view of each kind of row of a book that can be made with a POST, by its address."""
    return {
        endpoint.removeprefix("post ").rstrip("/"): view
        for endpoint, view in views.items()
        if endpoint.startswith("post ")
        and endpoint.count("/") == 1
        and issubclass(view, BookViewSet)
    }


def body_by_example(view):
    """The documented example of a request, without what points at rows of somebody else's book."""
    examples = view.serializer_class._spectacular_annotation["examples"]
    body = next(example.value for example in examples if example.request_only)
    return {name: value for name, value in body.items() if name not in row_fields(view)}


def row_fields(view):
    """The fields that take the id of a row, with what that is."""
    fields = view.serializer_class().fields.items()
    return {name: field for name, field in fields if isinstance(field, RowField)}


def text_fields(view):
    """The fields that take any text."""
    fields = view.serializer_class().fields.items()
    return [name for name, field in fields if type(field) in (NameField, TextField)]


def marked(view, mark):
    """The example with a mark in each of its texts."""
    body = body_by_example(view)
    return {**body, **{name: f"{mark} {body[name]}" for name in text_fields(view) if name in body}}
