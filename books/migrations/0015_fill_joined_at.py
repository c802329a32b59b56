from django.db import migrations
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Whoever is a member already has been one since their book was opened."""
    Book = apps.get_model("books", "Book")
    Membership = apps.get_model("books", "Membership")
    opened = Book.objects.filter(pk=OuterRef("book_id")).values("created_at")
    Membership.objects.update(joined_at=Subquery(opened))


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0014_membership_joined_at'),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
