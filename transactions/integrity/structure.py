"""How the rows of a book hang together: its changes, what points at what, and the category tree."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, ForeignKey, Max, Min, OuterRef, Q

from accounts.models import Account
from books import registry
from books.kinds import kinds
from books.models import Book, BookRow, Role
from categories.drafts import DEPTH_MAX, Tree
from categories.models import NO_PARENT, Category
from common.money import CURRENCIES
from transactions.integrity.findings import Check, walk


def change_numbers(book: Book) -> Iterator[str]:
    """The changes of a book are numbered from 1 to its last_change without a gap."""
    made = book.changes.aggregate(count=Count("id"), first=Min("number"), last=Max("number"))
    first, last = made["first"] or 1, made["last"] or 0
    if (first, last, made["count"]) != (1, book.last_change, book.last_change):
        yield (
            f"{made['count']} changes are numbered {first} to {last}, "
            f"while the book counts {book.last_change}"
        )


def one_owner(book: Book) -> Iterator[str]:
    """Exactly one member of a book owns it."""
    owners = book.memberships.filter(role=Role.OWNER).count()
    if owners != 1:
        yield f"it has {owners} owners"


def stamps(book: Book) -> Iterator[str]:
    """A row is made, and then changed, in changes of its book that there have been."""
    fits = Q(created_in__gte=1, changed_in__gte=F("created_in"), changed_in__lte=book.last_change)
    for model in registry.row_models:
        if not issubclass(model, BookRow):
            continue
        rows = model._default_manager.filter(~fits, book_id=book.pk)
        for row_id, created_in, changed_in in walk(rows, "id", "created_in", "changed_in"):
            yield (
                f"{model._meta.verbose_name} {row_id} is of change {created_in}, changed in "
                f"{changed_in}; the book's last is {book.last_change}"
            )
    for kind in kinds.values():
        for column in kind.stamps:
            was = Q(**{f"{column}__gte": 0, f"{column}__lte": book.last_change})
            others = kind.model._default_manager.filter(~was, book_id=book.pk)
            for row_id, number in walk(others, "id", column):
                yield f"{kind.name} {row_id} has {column} {number}; so has no change of the book"


def links(book: Book) -> Iterator[str]:
    """What a row points at is there, and in the same book."""
    for model in registry.row_models:
        for field in model._meta.concrete_fields:
            other = field.related_model
            if not isinstance(field, ForeignKey) or other not in registry.row_models:
                continue
            there = other._default_manager.filter(pk=OuterRef(field.attname), book_id=book.pk)
            named = model._default_manager.filter(book_id=book.pk).exclude(**{field.attname: None})
            for row_id, target in walk(named.filter(~Exists(there)), "id", field.attname):
                yield (
                    f"{model._meta.verbose_name} {row_id} points at {field.name} {target}, "
                    "which is not in this book"
                )


def currencies(book: Book) -> Iterator[str]:
    """The book and its accounts are in currencies of ISO 4217."""
    if book.home_currency not in CURRENCIES:
        yield f"the home currency is {book.home_currency}"
    accounts = Account.objects.for_book(book).exclude(currency__in=CURRENCIES)
    for row_id, code in walk(accounts, "id", "currency"):
        yield f"account {row_id} is in {code}"


def default_account(book: Book) -> Iterator[str]:
    """A book has one default account at most, and that one is not archived."""
    defaults = list(walk(Account.objects.for_book(book).default(), "id", "archived"))
    if len(defaults) > 1:
        yield f"accounts {', '.join(str(row_id) for row_id, _ in defaults)} are all the default"
    for row_id, archived in defaults:
        if archived:
            yield f"account {row_id} is the default and archived"


def parent_keys(book: Book) -> Iterator[str]:
    """A category's parent_key is its parent's id, or 0 for a root."""
    agrees = Q(parent__isnull=True, parent_key=NO_PARENT) | Q(
        parent__isnull=False, parent_key=F("parent_id")
    )
    rows = Category.objects.for_book(book).exclude(agrees)
    for row_id, parent_id, parent_key in walk(rows, "id", "parent_id", "parent_key"):
        yield f"category {row_id} is below {parent_id}, with parent_key {parent_key}"


def category_tree(book: Book) -> Iterator[str]:
    """Categories form a tree of bounded depth, and each has the type of its parent."""
    tree = Tree.of(book)
    for node_id, node in tree.nodes.items():
        parent = tree.nodes.get(node.parent_id or NO_PARENT)
        if parent is not None and parent.type != node.type:
            yield f"category {node_id} is for {node.type} below one for {parent.type}"
        if len(_ancestry(tree, node_id)) > DEPTH_MAX:
            yield f"category {node_id} is more than {DEPTH_MAX} levels deep, or below itself"


def _ancestry(tree: Tree, node_id: int) -> list[int]:
    """The ids from a category up to its root, or as many as show that it is too deep."""
    ids = [node_id]
    while len(ids) <= DEPTH_MAX:
        parent_id = tree.nodes[ids[-1]].parent_id or NO_PARENT
        if parent_id not in tree.nodes:
            break
        ids.append(parent_id)
    return ids


CHECKS: tuple[Check, ...] = (
    change_numbers,
    one_owner,
    stamps,
    links,
    currencies,
    default_account,
    parent_keys,
    category_tree,
)
