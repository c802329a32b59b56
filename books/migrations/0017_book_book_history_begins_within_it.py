import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0016_book_history_from'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='book',
            constraint=models.CheckConstraint(condition=models.Q(('history_from__gte', 1), ('history_from__lte', django.db.models.expressions.CombinedExpression(models.F('last_change'), '+', models.Value(1)))), name='book_history_begins_within_it'),
        ),
    ]
