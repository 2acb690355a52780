"""What was announced of a retirement can be corrected; what it said until then is kept, and never edited."""

import datetime
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.database import append_only

ALWAYS = "programme_id, programme_key, uid, announced_on, announced_at"
SAID = "cut_off, closes_on, reason, successor_id"


def columns(names: str, row: str) -> str:
    return "(" + ", ".join(f"{row}.{name}" for name in names.split(", ")) + ")"


def stays(names: str) -> str:
    return f"""
DROP TRIGGER IF EXISTS retirement_stays ON leadership_programmes_retirement;
CREATE TRIGGER retirement_stays BEFORE UPDATE ON leadership_programmes_retirement
    FOR EACH ROW WHEN (
        OLD.taken_back_on IS NOT NULL
        OR {columns(names, "OLD")} IS DISTINCT FROM {columns(names, "NEW")}
    ) EXECUTE FUNCTION leadership_retirement_stays();
"""


CORRECTED = f"""
CREATE FUNCTION leadership_retirement_corrected() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kept record;
BEGIN
    SELECT c.* INTO kept FROM leadership_programmes_retirementcorrection c
        WHERE c.retirement_id = OLD.id AND c.number = NEW.corrections;
    IF NOT FOUND OR NEW.corrections <> OLD.corrections + 1
        OR {columns(SAID, "kept")} IS DISTINCT FROM {columns(SAID, "OLD")} THEN
        RAISE EXCEPTION 'what was announced of a retirement is changed by a correction that keeps it'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.cut_off <> OLD.cut_off AND LEAST(OLD.cut_off, NEW.cut_off)
        <= (kept.made_at AT TIME ZONE 'Europe/London')::date THEN
        RAISE EXCEPTION 'a cut-off that has passed stays, and none is set into the past'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER retirement_corrected BEFORE UPDATE ON leadership_programmes_retirement
    FOR EACH ROW WHEN (
        {columns(SAID + ", corrections", "OLD")} IS DISTINCT FROM {columns(SAID + ", corrections", "NEW")}
    ) EXECUTE FUNCTION leadership_retirement_corrected();
"""
NOT_CORRECTED = """
DROP TRIGGER IF EXISTS retirement_corrected ON leadership_programmes_retirement;
DROP FUNCTION IF EXISTS leadership_retirement_corrected();
"""


class Migration(migrations.Migration):

    dependencies = [
        ("leadership_kernel", "0002_rules"),
        ("leadership_programmes", "0002_rules_and_groups"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='retirement',
            name='corrections',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.CreateModel(
            name='RetirementCorrection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('cut_off', models.DateField()),
                ('closes_on', models.DateField()),
                ('reason', models.CharField(max_length=500)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('retirement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrected', to='leadership_programmes.retirement')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programme')),
            ],
            options={
                'verbose_name': 'correction of a retirement',
                'verbose_name_plural': 'corrections of retirements',
                'constraints': [models.UniqueConstraint(fields=('retirement', 'number'), name='retirement_corrected_once'), models.CheckConstraint(condition=models.Q(('number__gte', 1)), name='retirement_corrections_count'), models.CheckConstraint(condition=models.Q(models.Q(('cut_off__isnull', True), ('cut_off__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('closes_on__isnull', True), ('closes_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='retirement_correction_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        append_only("leadership_programmes_retirementcorrection"),
        migrations.RunSQL(stays(ALWAYS) + CORRECTED, NOT_CORRECTED + stays(f"{ALWAYS}, {SAID}")),
    ]
