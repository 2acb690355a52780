"""Nobody new comes onto a programme after its cut-off; some have longer to finish it than others."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.database import append_only

NOBODY_NEW = """
CREATE FUNCTION leadership_nobody_new() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed record;
BEGIN
    SELECT v.title, r.cut_off INTO closed FROM after e
        JOIN leadership_programmes_programmeversion v ON v.id = e.version_id
        JOIN leadership_programmes_retirement r
            ON r.programme_key = v.programme_key AND r.taken_back_on IS NULL
        WHERE r.cut_off <= (e.created_at AT TIME ZONE 'Europe/London')::date LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% takes nobody new from % on', closed.title, closed.cut_off
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_new_after_the_cut_off';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER nobody_new AFTER INSERT ON leadership_enrolment_enrolment
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION leadership_nobody_new();
"""
ANYBODY = """
DROP TRIGGER IF EXISTS nobody_new ON leadership_enrolment_enrolment;
DROP FUNCTION IF EXISTS leadership_nobody_new();
"""

LATER = """
CREATE FUNCTION leadership_later_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM leadership_programmes_retirement r
        WHERE r.id = NEW.retirement_id AND r.closes_on >= NEW.closes_on
    ) THEN
        RAISE EXCEPTION 'nobody has less time to finish than was announced'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'later_closing_is_later';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER later_closing BEFORE INSERT ON leadership_enrolment_laterclosing
    FOR EACH ROW EXECUTE FUNCTION leadership_later_closing();
"""
NOT_LATER = """
DROP TRIGGER IF EXISTS later_closing ON leadership_enrolment_laterclosing;
DROP FUNCTION IF EXISTS leadership_later_closing();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('leadership_enrolment', '0004_stage_of_a_place'),
        ('leadership_organisations', '0001_initial'),
        ('leadership_kernel', '0002_append_only'),
        ('leadership_programmes', '0010_retirement'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='enrolment',
            name='source',
            field=models.CharField(choices=[('import', 'enrolled from a list'), ('hand', 'enrolled one by one'), ('open', 'joined an open programme'), ('successor', 'moved on from a programme that was retired')], max_length=20),
        ),
        migrations.CreateModel(
            name='LaterClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('closes_on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('cohort', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_enrolment.cohort')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_organisations.organisation')),
                ('retirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.retirement')),
            ],
            options={
                'verbose_name': 'later closing date',
                'verbose_name_plural': 'later closing dates',
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [models.UniqueConstraint(fields=('retirement', 'organisation', 'cohort', 'closes_on'), name='later_closing_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('cohort__isnull', True), ('organisation__isnull', False), _connector='OR'), name='later_closing_cohort_has_organisation'), models.CheckConstraint(condition=models.Q(('closes_on__isnull', True), ('closes_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), name='later_closing_day', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        append_only("leadership_enrolment_laterclosing"),
        migrations.RunSQL(NOBODY_NEW, ANYBODY),
        migrations.RunSQL(LATER, NOT_LATER),
    ]
