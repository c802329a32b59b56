import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.BigIntegerField()),
                ('kind', models.CharField(max_length=12)),
                ('row_id', models.BigIntegerField()),
                ('action', models.CharField(choices=[('touched', 'Touched'), ('amended', 'Amended'), ('deleted', 'Deleted'), ('restored', 'Restored')], max_length=8)),
                ('created_in', models.BigIntegerField()),
                ('before', models.TextField(blank=True)),
                ('book', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='books.book')),
            ],
            options={
                'indexes': [
                    models.Index(fields=['book', 'kind', 'row_id', 'number'], name='revision_of_row'),
                    models.Index(fields=['book', 'action', 'number'], name='revision_by_action'),
                    models.Index(fields=['book', 'created_in'], name='revision_by_creation'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('book', 'number', 'kind', 'row_id'), name='revision_once_per_change'),
                    models.CheckConstraint(condition=Q(('action__in', ['touched', 'amended', 'deleted', 'restored'])), name='revision_action_known'),
                    models.CheckConstraint(condition=Q(Q(('action', 'restored'), ('before', '')), Q(Q(('action', 'restored'), _negated=True), Q(('before', ''), _negated=True)), _connector='OR'), name='revision_keeps_what_was_there'),
                ],
            },
        ),
    ]
