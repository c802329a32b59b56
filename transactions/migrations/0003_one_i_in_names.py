import json
import sys
import uuid
from collections import defaultdict

from django.db import migrations, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from common.text import fold, numbered

BATCH = 500
"""How many rows one statement reads or writes."""
NOTE = "İ, I, ı and i compare as one letter from now on: names that became equal got a number."
KINDS = {
    "account": ("accounts", "Account"),
    "category": ("categories", "Category"),
    "payee": ("transactions", "Payee"),
    "tag": ("transactions", "Tag"),
}
SCOPES = {"category": "parent_key"}
"""Within what a name is unique, where that is less than the book."""
NOT_KEPT = {"id", "book_id", "created_in", "changed_in", "moved_in"}
"""The columns that no snapshot of the history has."""


def affected(rows, column):
    """Those of `rows` whose folded `column` may be another by now."""
    return rows.filter(Q(**{f"{column}__contains": "ı"}) | Q(**{f"{column}__contains": "\u0307"}))


def fold_names(apps, schema_editor):
    """Fold the names of accounts, categories, payees and tags anew, book by book.

    Of names that are equal by now the youngest get a number, in a change of the book that its
    history, its feed and an undo know like any other. Keys alone are shown nowhere, so they
    are written without a change. Each book is a transaction of its own: what was cut off goes on
    where it was.
    """
    models = {name: apps.get_model(*place) for name, place in KINDS.items()}
    ids = set()
    for model in models.values():
        ids.update(affected(model.objects, "name_key").values_list("book_id", flat=True).distinct())
    for book_id in sorted(ids):
        with transaction.atomic():
            # Takes the lock that every writer of the book takes.
            apps.get_model("books", "Book").objects.filter(pk=book_id).update(
                last_change=F("last_change")
            )
            renamed = {name: sorted_out(name, models[name], book_id) for name in KINDS}
            if any(renamed.values()):
                record(apps, models, book_id, renamed)
            for model in models.values():
                fold_keys(model, book_id)


def sorted_out(kind, model, book_id):
    """Return the new names, by id, of the rows whose names an older row has by now."""
    columns = ("id", SCOPES.get(kind, "book_id"), "name")
    rows = list(model.objects.filter(book_id=book_id).order_by("id").values_list(*columns))
    taken = defaultdict(set)
    late = []
    for row_id, scope, name in rows:
        key = fold(name)
        if key in taken[scope]:
            late.append((row_id, scope, name))
        taken[scope].add(key)
    renamed = {}
    for row_id, scope, name in late:
        renamed[row_id] = numbered(name, taken[scope])
        taken[scope].add(fold(renamed[row_id]))
    return renamed


def fold_keys(model, book_id):
    rows = affected(model.objects.filter(book_id=book_id), "name_key").order_by("id")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        for row in batch:
            row.name_key = fold(row.name)
        model.objects.bulk_update(batch, ["name_key"])
        last = batch[-1].pk


def record(apps, models, book_id, renamed):
    """Rename rows as a change of the book."""
    Book, Change = apps.get_model("books", "Book"), apps.get_model("books", "Change")
    Book.objects.filter(pk=book_id).update(last_change=F("last_change") + 1)
    number = Book.objects.get(pk=book_id).last_change
    counts = defaultdict(dict)
    for kind, names in renamed.items():
        if names:
            rename(apps, models[kind], kind, book_id, number, names)
            counts[kind]["amended"] = len(names)
    if touched := touch_carriers(apps, book_id, number, renamed):
        counts["transaction"]["touched"] = touched
    Change.objects.create(
        book_id=book_id,
        number=number,
        at=timezone.now(),
        cause="command",
        counts=json.dumps(counts),
        note=NOTE,
        idempotency_key=uuid.uuid4().hex,
    )


def rename(apps, model, kind, book_id, number, names):
    for ids in batches(sorted(names)):
        keep(apps, model, kind, book_id, number, "amended", ids)
        rows = list(model.objects.filter(pk__in=ids))
        for row in rows:
            print(f"\n    book {book_id}: {kind} {row.pk}: {row.name} is {names[row.pk]}", end="")
            row.name, row.changed_in = names[row.pk], number
            row.name_key = fold(row.name)
        model.objects.bulk_update(rows, ["name", "name_key", "changed_in"])
    sys.stdout.flush()


def touch_carriers(apps, book_id, number, renamed):
    """Mark the transactions that show a new name of a payee or a tag; returns how many."""
    Transaction = apps.get_model("transactions", "Transaction")
    Link = apps.get_model("transactions", "TransactionTag")
    rows = Transaction.objects.filter(book_id=book_id)
    ids = set()
    for some in batches(sorted(renamed["payee"])):
        ids.update(rows.filter(payee_id__in=some).values_list("pk", flat=True))
    for some in batches(sorted(renamed["tag"])):
        links = Link.objects.filter(transaction=OuterRef("pk"), tag_id__in=some)
        ids.update(rows.filter(Exists(links)).values_list("pk", flat=True))
    for some in batches(sorted(ids)):
        keep(apps, Transaction, "transaction", book_id, number, "touched", some)
        Transaction.objects.filter(pk__in=some).update(changed_in=number)
    return len(ids)


def keep(apps, model, kind, book_id, number, action, ids):
    """Keep what the rows are, in the history, before they are written."""
    Revision = apps.get_model("books", "Revision")
    found = {row["id"]: row for row in model.objects.filter(pk__in=ids).values()}
    kept = {row_id: said(row) for row_id, row in found.items()}
    if kind == "transaction":
        for part, name in (("postings", "Posting"), ("tag_links", "TransactionTag")):
            add_parts(kept, part, apps.get_model("transactions", name))
    Revision.objects.bulk_create(
        Revision(
            book_id=book_id,
            number=number,
            kind=kind,
            row_id=row_id,
            action=action,
            created_in=found[row_id]["created_in"],
            before=json.dumps(row, default=str, ensure_ascii=False, separators=(",", ":")),
        )
        for row_id, row in kept.items()
    )


def add_parts(kept, part, model):
    for row in kept.values():
        row[part] = []
    for one in model.objects.filter(transaction_id__in=kept).order_by("id").values():
        columns = said(one)
        owner = columns.pop("transaction_id")
        kept[owner][part].append({"id": one["id"], **columns})


def said(row):
    return {name: value for name, value in row.items() if name not in NOT_KEPT}


def batches(ids):
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("books", "0021_let_archives_change_books"),
        ("accounts", "0003_account_account_moved"),
        ("categories", "0001_initial"),
        ("transactions", "0002_let_one_index_serve_postings"),
    ]

    operations = [migrations.RunPython(fold_names, migrations.RunPython.noop)]
