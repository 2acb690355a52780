"""The tables of this app."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_assignments', '0001_tables'),
        ('leadership_people', '0001_tables'),
        ('leadership_records', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='UsedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_people.person')),
                ('digest', models.CharField(max_length=32)),
                ('fingerprint', models.CharField(max_length=64)),
                ('fact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_records.learningfact')),
                ('submission', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_assignments.submission')),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'used key',
                'verbose_name_plural': 'used keys',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('person', 'digest'), name='used_key_once'), models.CheckConstraint(condition=models.Q(models.Q(('fact__isnull', False), ('submission__isnull', True)), models.Q(('fact__isnull', True), ('submission__isnull', False)), _connector='OR'), name='used_key_of_one_thing')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='RecentWrites',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('scope', models.CharField(max_length=20)),
                ('at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
            ],
            options={
                'verbose_name_plural': 'recent writes',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('user', 'scope'), name='recent_writes_once')],
                'indexes': [],
            },
        ),
    ]
