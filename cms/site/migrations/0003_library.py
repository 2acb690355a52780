"""The public library: what it shows, what is followed, and who asked for the newsletter."""

import datetime
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import modelcluster.fields
import uuid
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from kernel.groups import allow, permissions
from kernel.migrating import ChangesAtOnce

EDITORS_MAY = {
    ("theme", "theme"): ("add", "change"),
    ("topic", "topic"): ("add", "change"),
    ("newsletterissue", "newsletter issue"): ("add", "change"),
}


class Migration(ChangesAtOnce):

    dependencies = [
        ('leadership_kernel', '0002_rules'),
        ('leadership_site', '0002_search_and_permissions'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        allow("Editors", permissions("leadership_site", EDITORS_MAY)),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Lower case with hyphens. Changing it breaks links.', unique=True, verbose_name='name in addresses')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('title_cy', models.CharField(blank=True, default='', max_length=120, verbose_name='title in Welsh')),
                ('about', models.TextField(blank=True, default='', max_length=400, verbose_name='about')),
                ('about_cy', models.TextField(blank=True, default='', max_length=400, verbose_name='about in Welsh')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'theme',
                'verbose_name_plural': 'themes',
                'ordering': ['order', 'title'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='theme_has_title')],
            },
        ),
        migrations.CreateModel(
            name='Topic',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Lower case with hyphens. Changing it breaks links.', unique=True, verbose_name='name in addresses')),
                ('title', models.CharField(max_length=120, verbose_name='title')),
                ('title_cy', models.CharField(blank=True, default='', max_length=120, verbose_name='title in Welsh')),
                ('about', models.TextField(blank=True, default='', max_length=400, verbose_name='about')),
                ('about_cy', models.TextField(blank=True, default='', max_length=400, verbose_name='about in Welsh')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
            ],
            options={
                'verbose_name': 'topic',
                'verbose_name_plural': 'topics',
                'ordering': ['order', 'title'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('title', ''), _negated=True), name='topic_has_title')],
            },
        ),
        migrations.CreateModel(
            name='DeliverableSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('figure', models.CharField(blank=True, default='', help_text='A number as the source gives it.', max_length=60, verbose_name='figure')),
                ('says', models.CharField(max_length=400, verbose_name='what it says')),
                ('source', models.CharField(help_text='Who wrote it, its title, the year.', max_length=300, verbose_name='source')),
                ('link', models.URLField(blank=True, default='', max_length=500, verbose_name='address')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='read there on')),
                ('is_recalled', models.BooleanField(default=False, help_text='Nobody has found it again yet. The page says so.', verbose_name='from memory')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='leadership_site.deliverablepage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('checked_on__isnull', True), ('is_recalled', True), ('link', '')), models.Q(('checked_on__isnull', False), ('is_recalled', False), models.Q(('link', ''), _negated=True)), _connector='OR'), name='deliverablesource_read_or_recalled', violation_error_message='Give the address and the day on which it was read there, or tick “from memory”.'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__regex', '^https?://'), _connector='OR'), name='deliverablesource_link_is_of_the_web', violation_error_message='An address begins with https:// or http://.'), models.CheckConstraint(condition=models.Q(('checked_on__isnull', True), ('checked_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='deliverablesource_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='DeliverablePdf',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_kernel.storedfile')),
                ('page', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leadership_site.deliverablepage')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('words__regex', '^[0-9a-f]{64}$')), name='deliverable_pdf_words')],
            },
        ),
        migrations.CreateModel(
            name='DownloadCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('file', 'file'), ('pdf', 'our summary as PDF'), ('all', 'everything as ZIP')], max_length=4)),
                ('day', models.DateField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('document', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtaildocs.document')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leadership_site.deliverablepage')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'what', 'document', 'page'), name='download_count_once_a_day', nulls_distinct=False), models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('page__isnull', True), ('what', 'file')), models.Q(('document__isnull', True), ('page__isnull', False), ('what__in', ['pdf', 'all'])), _connector='OR'), name='download_count_of_one_thing'), models.CheckConstraint(condition=models.Q(('day__isnull', True), ('day__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='download_count_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='GoodPracticeIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='GoodPracticePage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(help_text='Stands in lists and in search. Plain words, two lines.', max_length=400, verbose_name='summary')),
                ('date', models.DateField(help_text='Good practice is listed by this day, newest first.', verbose_name='date')),
                ('organisation', models.CharField(blank=True, default='', max_length=200, verbose_name='organisation')),
                ('kind_of_organisation', models.CharField(blank=True, default='', help_text='Where it is not to be named: “a teaching hospital of 900 beds”.', max_length=200, verbose_name='kind of organisation')),
                ('is_illustrative', models.BooleanField(default=False, help_text='Written to show what such an example looks like: no organisation did exactly this.', verbose_name='illustrative')),
                ('problem', wagtail.fields.RichTextField(verbose_name='the problem')),
                ('done', wagtail.fields.RichTextField(verbose_name='what was done')),
                ('led_by', models.TextField(blank=True, default='', max_length=600, verbose_name='who led it')),
                ('doctors', wagtail.fields.RichTextField(blank=True, verbose_name='how doctors were involved')),
                ('time_scale', models.CharField(blank=True, default='', max_length=200, verbose_name='time-scale')),
                ('measured', models.TextField(blank=True, default='', help_text='Above the figures.', max_length=1000, verbose_name='how it was measured')),
                ('differently', wagtail.fields.RichTextField(blank=True, verbose_name='what we would do differently')),
                ('contact', models.CharField(blank=True, default='', help_text='Whom readers may ask: a post or a shared mailbox, with their agreement.', max_length=200, verbose_name='contact')),
                ('elements', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, size=None, verbose_name='elements')),
                ('themes', modelcluster.fields.ParentalManyToManyField(related_name='+', to='leadership_site.theme', verbose_name='themes')),
            ],
            options={
                'indexes': [models.Index(fields=['-date'], name='good_practice_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('organisation', ''), _negated=True), models.Q(('kind_of_organisation', ''), _negated=True), _connector='OR'), name='good_practice_is_of_somebody', violation_error_message='Name the organisation, or say of which kind it is.'), models.CheckConstraint(condition=models.Q(('is_illustrative', False), models.Q(('contact', ''), ('organisation', '')), _connector='OR'), name='good_practice_illustration_names_nobody', violation_error_message='An illustration names no organisation and no contact.'), models.CheckConstraint(condition=models.Q(('elements__contained_by', ['1.1', '1.2', '1.3', '1.4', '2.1', '2.2', '2.3', '2.4', '3.1', '3.2', '3.3', '3.4', '4.1', '4.2', '4.3', '4.4', '5.1', '5.2', '5.3', '5.4'])), name='good_practice_elements'), models.CheckConstraint(condition=models.Q(('date__isnull', True), ('date__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='good_practice_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='GoodPracticeMeasure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('measure', models.CharField(max_length=200, verbose_name='what was measured')),
                ('before', models.CharField(max_length=80, verbose_name='before')),
                ('after', models.CharField(max_length=80, verbose_name='after')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='leadership_site.goodpracticepage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='GoodPracticeEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('figure', models.CharField(blank=True, default='', help_text='A number as the source gives it.', max_length=60, verbose_name='figure')),
                ('says', models.CharField(max_length=400, verbose_name='what it says')),
                ('source', models.CharField(help_text='Who wrote it, its title, the year.', max_length=300, verbose_name='source')),
                ('link', models.URLField(blank=True, default='', max_length=500, verbose_name='address')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='read there on')),
                ('is_recalled', models.BooleanField(default=False, help_text='Nobody has found it again yet. The page says so.', verbose_name='from memory')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='leadership_site.goodpracticepage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('checked_on__isnull', True), ('is_recalled', True), ('link', '')), models.Q(('checked_on__isnull', False), ('is_recalled', False), models.Q(('link', ''), _negated=True)), _connector='OR'), name='goodpracticeevidence_read_or_recalled', violation_error_message='Give the address and the day on which it was read there, or tick “from memory”.'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__regex', '^https?://'), _connector='OR'), name='goodpracticeevidence_link_is_of_the_web', violation_error_message='An address begins with https:// or http://.'), models.CheckConstraint(condition=models.Q(('checked_on__isnull', True), ('checked_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='goodpracticeevidence_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='BehaviourIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='BehaviourPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(help_text='Stands in lists and in search. Plain words, two lines.', max_length=400, verbose_name='summary')),
                ('approach', wagtail.fields.RichTextField(verbose_name='the approach')),
                ('looks_like', wagtail.fields.RichTextField(verbose_name='what it looks like')),
                ('evidence_says', wagtail.fields.RichTextField(blank=True, verbose_name='what the evidence says')),
                ('elements', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, size=None, verbose_name='elements')),
                ('examples', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='leadership_site.goodpracticepage', verbose_name='examples')),
                ('themes', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='leadership_site.theme', verbose_name='themes')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('elements__contained_by', ['1.1', '1.2', '1.3', '1.4', '2.1', '2.2', '2.3', '2.4', '3.1', '3.2', '3.3', '3.4', '4.1', '4.2', '4.3', '4.4', '5.1', '5.2', '5.3', '5.4'])), name='behaviour_elements')],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='BehaviourEvidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('figure', models.CharField(blank=True, default='', help_text='A number as the source gives it.', max_length=60, verbose_name='figure')),
                ('says', models.CharField(max_length=400, verbose_name='what it says')),
                ('source', models.CharField(help_text='Who wrote it, its title, the year.', max_length=300, verbose_name='source')),
                ('link', models.URLField(blank=True, default='', max_length=500, verbose_name='address')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='read there on')),
                ('is_recalled', models.BooleanField(default=False, help_text='Nobody has found it again yet. The page says so.', verbose_name='from memory')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='leadership_site.behaviourpage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('checked_on__isnull', True), ('is_recalled', True), ('link', '')), models.Q(('checked_on__isnull', False), ('is_recalled', False), models.Q(('link', ''), _negated=True)), _connector='OR'), name='behaviourevidence_read_or_recalled', violation_error_message='Give the address and the day on which it was read there, or tick “from memory”.'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__regex', '^https?://'), _connector='OR'), name='behaviourevidence_link_is_of_the_web', violation_error_message='An address begins with https:// or http://.'), models.CheckConstraint(condition=models.Q(('checked_on__isnull', True), ('checked_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='behaviourevidence_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.CreateModel(
            name='EventIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='EventPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('summary', models.TextField(help_text='Stands in lists and in search. Plain words, two lines.', max_length=400, verbose_name='summary')),
                ('starts_at', models.DateTimeField(verbose_name='begins')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('place', models.CharField(blank=True, default='', help_text='Empty where it is only online.', max_length=200, verbose_name='place')),
                ('online_link', models.URLField(blank=True, default='', help_text='Everybody reads it here and in calendars.', verbose_name='address online')),
                ('booking_link', models.URLField(blank=True, default='', verbose_name='where to book')),
                ('organiser', models.CharField(blank=True, default='', max_length=200, verbose_name='organiser')),
                ('body', wagtail.fields.RichTextField(blank=True, verbose_name='more about it')),
                ('is_demonstration', models.BooleanField(default=False, help_text='Shown with its title, so that nobody takes it for the real thing.', verbose_name='made up for the demonstration')),
                ('topics', modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='leadership_site.topic', verbose_name='topics')),
            ],
            options={
                'indexes': [models.Index(fields=['starts_at'], name='event_in_order')],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='event_ends_after_it_begins', violation_error_message='An event ends after it has begun.'), models.CheckConstraint(condition=models.Q(models.Q(('place', ''), _negated=True), models.Q(('online_link', ''), _negated=True), _connector='OR'), name='event_is_somewhere', violation_error_message='Give a place, an address online, or both.'), models.CheckConstraint(condition=models.Q(('online_link', ''), ('online_link__regex', '^https?://'), _connector='OR'), name='event_online_link_is_of_the_web', violation_error_message='An address begins with https:// or http://.'), models.CheckConstraint(condition=models.Q(('booking_link', ''), ('booking_link__regex', '^https?://'), _connector='OR'), name='event_booking_link_is_of_the_web', violation_error_message='An address begins with https:// or http://.')],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PersonIndexPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='PersonPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('role', models.CharField(max_length=200, verbose_name='what they do here')),
                ('organisation', models.CharField(blank=True, default='', max_length=200, verbose_name='organisation')),
                ('about', wagtail.fields.RichTextField(blank=True, verbose_name='about them')),
                ('link', models.URLField(blank=True, default='', verbose_name='address elsewhere')),
                ('agreed_on', models.DateField(blank=True, help_text='The day on which they agreed to stand here.', null=True, verbose_name='agreed on')),
                ('is_demonstration', models.BooleanField(default=False, help_text='Shown with its title, so that nobody takes it for the real thing.', verbose_name='made up for the demonstration')),
                ('picture', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailimages.image', verbose_name='picture')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('agreed_on__isnull', False), ('is_demonstration', True), _connector='OR'), name='person_agreed_or_is_invented', violation_error_message='Say when they agreed to stand here.'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__regex', '^https?://'), _connector='OR'), name='person_link_is_of_the_web', violation_error_message='An address begins with https:// or http://.'), models.CheckConstraint(condition=models.Q(('agreed_on__isnull', True), ('agreed_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='person_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='QuestionsPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('intro', models.TextField(blank=True, max_length=400, verbose_name='introduction')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('heading', models.CharField(blank=True, default='', help_text='Begins a group of questions.', max_length=80, verbose_name='heading')),
                ('question', models.CharField(max_length=200, verbose_name='question')),
                ('answer', wagtail.fields.RichTextField(verbose_name='answer')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='leadership_site.questionspage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('question', ''), _negated=True), models.Q(('answer', ''), _negated=True)), name='question_is_asked_and_answered')],
            },
        ),
        migrations.CreateModel(
            name='Subscription',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('email', models.EmailField(max_length=254, verbose_name='email address')),
                ('language', models.CharField(choices=[('en-gb', 'English'), ('cy', 'Welsh')], max_length=10, verbose_name='language')),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed')),
                ('topics', models.ManyToManyField(blank=True, related_name='+', to='leadership_site.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'subscription',
                'verbose_name_plural': 'subscriptions',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(fields=['confirmed_at', 'asked_at'], name='subscription_open')],
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='subscription_of_an_address_once'), models.CheckConstraint(condition=models.Q(('confirmed_at__isnull', True), ('confirmed_at__gte', models.F('asked_at')), _connector='OR'), name='subscription_confirmed_after_asked'), models.CheckConstraint(condition=models.Q(('language__in', ['en-gb', 'cy'])), name='subscription_language')],
            },
        ),
        migrations.CreateModel(
            name='NewsletterIssue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('subject', models.CharField(max_length=150, verbose_name='subject')),
                ('body', wagtail.fields.RichTextField(verbose_name='text')),
                ('written_at', models.DateTimeField(auto_now_add=True, verbose_name='written')),
                ('sent_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='sent')),
                ('recipients', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='recipients')),
                ('sent_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                ('topics', models.ManyToManyField(blank=True, help_text='Who follows one of them gets it. None: everybody gets it.', related_name='+', to='leadership_site.topic', verbose_name='topics')),
            ],
            options={
                'verbose_name': 'newsletter issue',
                'verbose_name_plural': 'newsletter issues',
                'ordering': ['-written_at', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('recipients__isnull', True), ('sent_at__isnull', True), ('sent_by__isnull', True)), models.Q(('recipients__isnull', False), ('sent_at__isnull', False), ('sent_by__isnull', False)), _connector='OR'), name='newsletter_sent_by_somebody_to_so_many'), models.CheckConstraint(condition=models.Q(models.Q(('subject', ''), _negated=True), models.Q(('body', ''), _negated=True)), name='newsletter_says_something')],
            },
        ),
        migrations.CreateModel(
            name='NewsletterLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('refused', models.BooleanField(default=False)),
                ('issue', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_site.newsletterissue')),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='leadership_site.subscription')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [models.Index(condition=models.Q(('done_at__isnull', True)), fields=['issue'], name='newsletter_line_open')],
                'constraints': [models.UniqueConstraint(fields=('issue', 'subscription'), name='newsletter_line_once'), models.CheckConstraint(condition=models.Q(('refused', False), ('done_at__isnull', False), _connector='OR'), name='newsletter_line_refused_is_done')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='deliverablepage',
            name='deliverable_kind',
        ),
        migrations.AddField(
            model_name='contactmessage',
            name='assigned_to',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='assigned to'),
        ),
        migrations.AddField(
            model_name='contactmessage',
            name='facet',
            field=models.CharField(blank=True, choices=[('framework', 'the competency framework'), ('engagement', 'medical engagement and its survey'), ('studies', 'studies and research'), ('deliverables', 'reports and other deliverables'), ('good_practice', 'good practice'), ('programmes', 'development programmes')], default='', max_length=20, verbose_name='part of our work'),
        ),
        migrations.AddField(
            model_name='contactmessage',
            name='organisation',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='organisation'),
        ),
        migrations.AddField(
            model_name='deliverablefile',
            name='allowed_by',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='leave given by'),
        ),
        migrations.AddField(
            model_name='deliverablefile',
            name='allowed_on',
            field=models.DateField(blank=True, null=True, verbose_name='leave given on'),
        ),
        migrations.AddField(
            model_name='deliverablefile',
            name='allowed_what',
            field=models.CharField(blank=True, default='', help_text='In the words of the leave.', max_length=300, verbose_name='leave for what'),
        ),
        migrations.AddField(
            model_name='deliverablefile',
            name='is_original',
            field=models.BooleanField(default=False, help_text="Not ours: it needs its owner's leave.", verbose_name="somebody else's original"),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='abstract',
            field=wagtail.fields.RichTextField(blank=True, help_text='What it says, in our own words.', verbose_name='abstract'),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='edition',
            field=models.CharField(blank=True, default='', max_length=80, verbose_name='edition'),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='elements',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=3), blank=True, default=list, size=None, verbose_name='elements'),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='identifier',
            field=models.CharField(blank=True, default='', help_text='A DOI or an ISBN.', max_length=80, verbose_name='identifier'),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='licence',
            field=models.TextField(blank=True, default='', help_text='What may be done with it.', max_length=600, verbose_name='licence'),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='link_checked_on',
            field=models.DateField(blank=True, help_text='The day on which the address last opened.', null=True, verbose_name='looked at on'),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='programmes',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, related_name='+', to='leadership_site.programmepage', verbose_name='programmes that use it'),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='publisher',
            field=models.CharField(blank=True, default='', max_length=200, verbose_name='publisher'),
        ),
        migrations.AddField(
            model_name='deliverablepage',
            name='year',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Where it came out elsewhere before.', null=True, verbose_name='year of the work'),
        ),
        migrations.AlterField(
            model_name='deliverablepage',
            name='authors',
            field=models.CharField(blank=True, default='', help_text='Surname, initials; then the next.', max_length=300, verbose_name='authors'),
        ),
        migrations.AlterField(
            model_name='deliverablepage',
            name='date',
            field=models.DateField(help_text='The day it came out here; the newest stands first in the list.', verbose_name='date'),
        ),
        migrations.AlterField(
            model_name='deliverablepage',
            name='kind',
            field=models.CharField(choices=[('report', 'report'), ('framework', 'framework'), ('instrument', 'instrument'), ('review', 'review of evidence'), ('study', 'study'), ('guide', 'guide'), ('tool', 'tool'), ('slides', 'slides'), ('dataset', 'data set'), ('other', 'other')], max_length=10, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='deliverablepage',
            name='link',
            field=models.URLField(blank=True, default='', help_text='Where its owner keeps it.', max_length=500, verbose_name='official source'),
        ),
        migrations.AddConstraint(
            model_name='contactmessage',
            constraint=models.CheckConstraint(condition=models.Q(('facet__in', ['', 'framework', 'engagement', 'studies', 'deliverables', 'good_practice', 'programmes'])), name='contact_facet'),
        ),
        migrations.AddConstraint(
            model_name='deliverablefile',
            constraint=models.CheckConstraint(condition=models.Q(('is_original', False), models.Q(('allowed_on__isnull', False), models.Q(('allowed_by', ''), _negated=True), models.Q(('allowed_what', ''), _negated=True)), _connector='OR'), name='deliverable_original_with_leave', violation_error_message='An original is shown only with leave: say who gave it, when, and for what.'),
        ),
        migrations.AddConstraint(
            model_name='deliverablefile',
            constraint=models.CheckConstraint(condition=models.Q(('allowed_on__isnull', True), ('allowed_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='deliverable_file_days', violation_error_message='Give a day between 1900 and 2100.'),
        ),
        migrations.AddConstraint(
            model_name='deliverablepage',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['report', 'framework', 'instrument', 'review', 'study', 'guide', 'tool', 'slides', 'dataset', 'other'])), name='deliverable_kind'),
        ),
        migrations.AddConstraint(
            model_name='deliverablepage',
            constraint=models.CheckConstraint(condition=models.Q(('link_checked_on__isnull', True), models.Q(('link', ''), _negated=True), _connector='OR'), name='deliverable_checked_on_has_link', violation_error_message='Without an address there is nothing to have looked at.'),
        ),
        migrations.AddConstraint(
            model_name='deliverablepage',
            constraint=models.CheckConstraint(condition=models.Q(('year__isnull', True), ('year__range', (1900, 2100)), _connector='OR'), name='deliverable_year', violation_error_message='Give a year between 1900 and 2100.'),
        ),
        migrations.AddConstraint(
            model_name='deliverablepage',
            constraint=models.CheckConstraint(condition=models.Q(('elements__contained_by', ['1.1', '1.2', '1.3', '1.4', '2.1', '2.2', '2.3', '2.4', '3.1', '3.2', '3.3', '3.4', '4.1', '4.2', '4.3', '4.4', '5.1', '5.2', '5.3', '5.4'])), name='deliverable_elements'),
        ),
        migrations.AddConstraint(
            model_name='deliverablepage',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('date__isnull', True), ('date__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('link_checked_on__isnull', True), ('link_checked_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='deliverable_days', violation_error_message='Give a day between 1900 and 2100.'),
        ),
        migrations.AlterConstraint(
            model_name='deliverablepage',
            name='deliverable_link_is_of_the_web',
            constraint=models.CheckConstraint(condition=models.Q(('link', ''), ('link__regex', '^https?://'), _connector='OR'), name='deliverable_link_is_of_the_web', violation_error_message='An address begins with https:// or http://.'),
        ),
        migrations.AddField(
            model_name='newspage',
            name='topics',
            field=modelcluster.fields.ParentalManyToManyField(blank=True, help_text='Who follows one of them reads it there.', related_name='+', to='leadership_site.topic', verbose_name='topics'),
        ),
    ]
