"""The public pages of studies."""

import datetime
import django.db.models.deletion
import modelcluster.fields
import wagtail.fields
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    dependencies = [
        ('leadership_site', '0003_library'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='StudyIndexPage',
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
            name='StudyPage',
            fields=[
                ('page_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to=settings.WAGTAIL_PAGE_MODEL)),
                ('summary', models.TextField(max_length=400, verbose_name='summary')),
                ('question', models.TextField(max_length=600, verbose_name='question')),
                ('method', wagtail.fields.RichTextField(blank=True, verbose_name='method')),
                ('findings', wagtail.fields.RichTextField(blank=True, verbose_name='findings')),
                ('recommendations', wagtail.fields.RichTextField(blank=True, verbose_name='recommendations')),
                ('limits', wagtail.fields.RichTextField(blank=True, help_text='What could not be checked, and what the study cannot say.', verbose_name='what is not known')),
                ('reference', models.UUIDField(blank=True, help_text='Its released tables, findings and recommendations are shown below what is written here.', null=True, verbose_name='reference of a study on this site')),
                ('is_demonstration', models.BooleanField(default=False, verbose_name='made up for the demonstration')),
            ],
            options={
                'abstract': False,
            },
            bases=('wagtailcore.page',),
        ),
        migrations.CreateModel(
            name='StudySource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sort_order', models.IntegerField(blank=True, editable=False, null=True)),
                ('figure', models.CharField(blank=True, default='', help_text='A number as the source gives it.', max_length=60, verbose_name='figure')),
                ('says', models.CharField(max_length=400, verbose_name='what it says')),
                ('source', models.CharField(help_text='Who wrote it, its title, the year.', max_length=300, verbose_name='source')),
                ('link', models.URLField(blank=True, default='', max_length=500, verbose_name='address')),
                ('checked_on', models.DateField(blank=True, null=True, verbose_name='read there on')),
                ('is_recalled', models.BooleanField(default=False, help_text='Nobody has found it again yet. The page says so.', verbose_name='from memory')),
                ('page', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='sources', to='leadership_site.studypage')),
            ],
            options={
                'ordering': ['sort_order'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('checked_on__isnull', True), ('is_recalled', True), ('link', '')), models.Q(('checked_on__isnull', False), ('is_recalled', False), models.Q(('link', ''), _negated=True)), _connector='OR'), name='studysource_read_or_recalled', violation_error_message='Give the address and the day on which it was read there, or tick “from memory”.'), models.CheckConstraint(condition=models.Q(('link', ''), ('link__regex', '^https?://'), _connector='OR'), name='studysource_link_is_of_the_web', violation_error_message='An address begins with https:// or http://.'), models.CheckConstraint(condition=models.Q(('checked_on__isnull', True), ('checked_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='studysource_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
    ]
