"""The tables of this app."""

import datetime
import django.db.models.deletion
import lms.organisations.validators
import uuid
from django.conf import settings
from django.db import migrations, models

from kernel.migrating import TablesAtOnce


class Migration(TablesAtOnce):

    initial = True

    dependencies = [
        ('leadership_kernel', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('trust', 'NHS trust'), ('health_board', 'health board'), ('school', 'medical school'), ('deanery', 'deanery'), ('college', 'college'), ('other', 'other')], max_length=20, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('ods_code', models.CharField(blank=True, default='', max_length=6, verbose_name='ODS code')),
                ('national_grouping', models.CharField(blank=True, default='', max_length=3, verbose_name='national grouping')),
                ('town', models.CharField(blank=True, default='', max_length=100, verbose_name='town')),
                ('postcode', models.CharField(blank=True, default='', max_length=8, verbose_name='postcode')),
                ('opened_on', models.DateField(blank=True, null=True, verbose_name='opened on')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='predecessors', to='leadership_organisations.organisation', verbose_name='successor')),
                ('invented', models.BooleanField(default=False, verbose_name='invented')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ods_code', ''), _negated=True), fields=('ods_code',), name='organisation_ods_code'), models.CheckConstraint(condition=models.Q(('ods_code', ''), ('ods_code__regex', '^[A-Z0-9]{3,6}$'), _connector='OR'), name='organisation_ods_code_form'), models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('opened_on__isnull', True), ('closed_on__gte', models.F('opened_on')), _connector='OR'), name='organisation_closes_after_opening'), models.CheckConstraint(condition=models.Q(models.Q(('opened_on__isnull', True), ('opened_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('closed_on__isnull', True), ('closed_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='organisation_days', violation_error_message='Give a day between 1900 and 2100.'), models.CheckConstraint(condition=models.Q(('successor__isnull', True), models.Q(('successor', models.F('id')), _negated=True), _connector='OR'), name='organisation_not_its_own_successor')],
                'indexes': [],
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='brand', to='leadership_organisations.organisation', verbose_name='organisation')),
                ('display_name', models.CharField(max_length=100, verbose_name='name shown')),
                ('main_colour', models.CharField(max_length=7, validators=[lms.organisations.validators.check_colour], verbose_name='main colour')),
                ('link_colour', models.CharField(max_length=7, validators=[lms.organisations.validators.check_colour], verbose_name='colour of links')),
                ('logo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_kernel.storedfile', verbose_name='logo')),
                ('logo_alt', models.CharField(blank=True, default='', max_length=120, verbose_name='logo in words')),
                ('logo_width', models.PositiveSmallIntegerField(default=0)),
                ('logo_height', models.PositiveSmallIntegerField(default=0)),
                ('right_confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='right to the logo confirmed by')),
                ('right_confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='right to the logo confirmed at')),
                ('shown', models.BooleanField(default=False, verbose_name='shown')),
                ('version', models.PositiveIntegerField(default=1, verbose_name='version')),
                ('changed_at', models.DateTimeField(verbose_name='changed at')),
            ],
            options={
                'verbose_name': 'look of a trust',
                'verbose_name_plural': 'looks of trusts',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.CheckConstraint(condition=models.Q(('link_colour__regex', '^#[0-9a-f]{6}$'), ('main_colour__regex', '^#[0-9a-f]{6}$')), name='brand_colours'), models.CheckConstraint(condition=models.Q(('display_name', ''), _negated=True), name='brand_has_a_name'), models.CheckConstraint(condition=models.Q(models.Q(('logo__isnull', True), ('logo_alt', ''), ('logo_height', 0), ('logo_width', 0), ('right_confirmed_at__isnull', True), ('right_confirmed_by__isnull', True)), models.Q(('logo__isnull', False), ('logo_height__gt', 0), ('logo_width__gt', 0), ('right_confirmed_at__isnull', False), ('right_confirmed_by__isnull', False), models.Q(('logo_alt', ''), _negated=True)), _connector='OR'), name='brand_logo_with_right_and_words')],
                'indexes': [],
            },
        ),
    ]
