"""The tables of this app."""

import django.db.models.deletion
import modelcluster.fields
import uuid
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_programmes', '0001_tables'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HomePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(max_length=400, verbose_name='introduction')),
                ('body', wagtail.fields.RichTextField(blank=True, verbose_name='body')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ContentPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('body', wagtail.fields.RichTextField(verbose_name='body')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ProgrammeIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ProgrammePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programme', verbose_name='programme')),
                ('audience', models.CharField(blank=True, max_length=200, verbose_name='for whom')),
                ('body', wagtail.fields.RichTextField(blank=True, verbose_name='body')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ContactPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', wagtail.fields.RichTextField(blank=True, verbose_name='introduction')),
                ('thanks', models.TextField(help_text='What somebody reads after sending: what happens next, and when.', max_length=400, verbose_name='thanks')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='ContactMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('received_at', models.DateTimeField(verbose_name='received')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('topic', models.CharField(choices=[('learning', 'my learning or my record'), ('trust', 'programmes in my trust'), ('design', 'building programmes'), ('accessibility', 'something that I cannot use'), ('privacy', 'my personal data'), ('other', 'something else')], max_length=20, verbose_name='topic')),
                ('message', models.TextField(max_length=5000, verbose_name='message')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='mailed to us')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('note', models.TextField(blank=True, default='', max_length=2000, verbose_name='note')),
            ],
            options={
                'verbose_name': 'message',
                'verbose_name_plural': 'messages',
                'ordering': ['-received_at'],
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['email', 'received_at'], name='contact_of_an_address')],
                'constraints': [models.CheckConstraint(condition=models.Q(('topic__in', ['learning', 'trust', 'design', 'accessibility', 'privacy', 'other'])), name='contact_topic'), models.CheckConstraint(condition=models.Q(('message', ''), _negated=True), name='contact_message_not_empty'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='contact_answered_by_somebody'), models.CheckConstraint(condition=models.Q(('answered_at__isnull', True), ('answered_at__gte', models.F('received_at')), _connector='OR'), name='contact_answered_after_received')],
            },
        ),
        migrations.CreateModel(
            name='DeliverableIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='DeliverablePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('kind', models.CharField(choices=[('report', 'report'), ('guide', 'guide'), ('tool', 'tool'), ('slides', 'slides'), ('dataset', 'data set'), ('other', 'other')], max_length=10, verbose_name='kind')),
                ('date', models.DateField(help_text='The day it came out; the newest stands first.', verbose_name='date')),
                ('summary', models.TextField(help_text='What it is and whom it helps, in two lines.', max_length=400, verbose_name='summary')),
                ('authors', models.CharField(blank=True, default='', max_length=300, verbose_name='authors')),
                ('body', wagtail.fields.RichTextField(blank=True, verbose_name='more about it')),
                ('link', models.URLField(blank=True, default='', verbose_name='address elsewhere')),
                ('is_demonstration', models.BooleanField(default=False, help_text='Shown with its title, so that nobody takes it for the real thing.', verbose_name='made up for the demonstration')),
            ],
            options={
                'indexes': [models.Index(fields=['-date'], name='deliverable_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['report', 'guide', 'tool', 'slides', 'dataset', 'other'])), name='deliverable_kind'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__regex', '^https?://'), _connector='OR'), name='deliverable_link_is_of_the_web', violation_error_message='An address elsewhere begins with https:// or http://.')],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='DeliverableFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='leadership_site.deliverablepage')),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtaildocs.document', verbose_name='document')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('page', 'document'), name='deliverable_file_once')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='NewsIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'abstract': False,
                'indexes': [],
                'constraints': [],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='NewsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('date', models.DateField(help_text='News is listed by this day, newest first.', verbose_name='date')),
                ('summary', models.TextField(help_text='Stands in lists and feeds. Plain words, two lines.', max_length=400, verbose_name='summary')),
                ('body', wagtail.fields.RichTextField(verbose_name='body')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture')),
                ('picture_alt', models.CharField(blank=True, default='', help_text='Read aloud to whoever cannot see it.', max_length=200, verbose_name='what the picture shows')),
            ],
            options={
                'indexes': [models.Index(fields=['-date'], name='news_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('picture__isnull', True), models.Q(('picture_alt', ''), _negated=True), _connector='OR'), name='news_picture_in_words', violation_error_message='Say in words what the picture shows.')],
            },
            bases=('wagtailcore.page',),
        ),
    ]
