from django.db import migrations, transaction
from django.db.models import Q

from books.rows import write_rows
from common.text import fold

BATCH = 1_000
"""How many rows one statement writes."""


def fold_texts(apps, schema_editor):
    """Fold the texts of transactions anew where they have an i with a dot to lose, or without.

    No history shows the folded text, so this is not a change of the book. Each batch is a
    transaction of its own, and a second run changes nothing.
    """
    Transaction = apps.get_model("transactions", "Transaction")
    texts = Q(search_text__contains="ı") | Q(search_text__contains="\u0307")
    last = 0
    while True:
        with transaction.atomic():
            rows = Transaction.objects.select_for_update().filter(texts, pk__gt=last)
            batch = list(rows.order_by("id")[:BATCH])
            for row in batch:
                row.search_text = fold(f"{row.description} {row.notes}")
            write_rows(Transaction, batch, ["search_text"])
        if not batch:
            return
        last = batch[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("transactions", "0003_one_i_in_names")]

    operations = [migrations.RunPython(fold_texts, migrations.RunPython.noop)]
