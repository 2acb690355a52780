"""Banks of questions; designers keep them as they keep recordings."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import programmes.fields
import uuid
import wagtail.fields
import wagtail.models.preview
from django.db import migrations, models

GROUP = "Programme designers"
ACTIONS = {"add": "Can add {}", "change": "Can change {}", "view": "Can view {}"}
MODELS = {"questionbank": "question bank", "question": "question"}


def permissions(apps, database):
    """Made here under the names that Django gives them, which it would do only after migrating."""
    content_types = apps.get_model("contenttypes", "ContentType").objects.using(database)
    held = apps.get_model("auth", "Permission").objects.using(database)
    for model, name in MODELS.items():
        content_type, _ = content_types.get_or_create(app_label="leadership_programmes", model=model)
        for action, words in ACTIONS.items():
            yield held.get_or_create(
                content_type=content_type,
                codename=f"{action}_{model}",
                defaults={"name": words.format(name)},
            )[0]


def allow(apps, schema_editor):
    database = schema_editor.connection.alias
    group, _ = apps.get_model("auth", "Group").objects.using(database).get_or_create(name=GROUP)
    group.permissions.add(*permissions(apps, database))


class Migration(migrations.Migration):

    dependencies = [
        ('leadership_programmes', '0005_review'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='QuestionBank',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=120, unique=True, verbose_name='title')),
                ('description', models.TextField(blank=True, max_length=600, verbose_name='what it is for')),
                ('archived', models.BooleanField(default=False, verbose_name='archived')),
            ],
            options={
                'verbose_name': 'question bank',
                'verbose_name_plural': 'question banks',
                'ordering': ['title', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='question_bank_has_title')],
            },
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('translation_key', models.UUIDField(default=uuid.uuid4, editable=False)),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('kind', models.CharField(choices=[('single', 'One answer'), ('multiple', 'Several answers'), ('ordering', 'Steps in order'), ('matching', 'Matching pairs'), ('numeric', 'Number'), ('short_text', 'Short answer')], editable=False, max_length=20, verbose_name='kind')),
                ('body', wagtail.fields.RichTextField(verbose_name='question')),
                ('content', programmes.fields.OpenStreamField(default=list, verbose_name='kind and answers')),
                ('feedback', models.TextField(blank=True, max_length=2000, verbose_name='explanation')),
                ('tags', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                ('difficulty', models.PositiveSmallIntegerField(default=3, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(5)], verbose_name='difficulty')),
                ('archived', models.BooleanField(default=False, verbose_name='archived')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('locale', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.locale', verbose_name='locale')),
                ('bank', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='leadership_programmes.questionbank', verbose_name='bank')),
            ],
            options={
                'verbose_name': 'question',
                'verbose_name_plural': 'questions',
                'ordering': ['title', 'pk'],
                'abstract': False,
                'indexes': [models.Index(fields=['bank', 'archived', 'difficulty'], name='question_to_draw')],
                'constraints': [models.CheckConstraint(condition=models.Q(('difficulty__range', (1, 5))), name='question_difficulty'), models.CheckConstraint(condition=models.Q(('kind__in', ['single', 'multiple', 'ordering', 'matching', 'numeric', 'short_text'])), name='question_kind'), models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='question_has_title')],
                'unique_together': {('translation_key', 'locale')},
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
        migrations.RunPython(allow, migrations.RunPython.noop),
    ]
