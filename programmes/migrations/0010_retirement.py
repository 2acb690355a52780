"""Retiring a programme: what was announced stays as it was said, but for its being taken back."""

import datetime
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


KEPT = "programme_id, programme_key, uid, cut_off, closes_on, reason, successor_id, announced_on, announced_at"
STAYS = f"""
CREATE FUNCTION leadership_retirement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was announced of the retirement of a programme stays'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER retirement_stays BEFORE UPDATE ON leadership_programmes_retirement
    FOR EACH ROW WHEN (
        OLD.taken_back_on IS NOT NULL
        OR ({", ".join(f"OLD.{name}" for name in KEPT.split(", "))})
            IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in KEPT.split(", "))})
    ) EXECUTE FUNCTION leadership_retirement_stays();
CREATE TRIGGER retirement_kept BEFORE DELETE ON leadership_programmes_retirement
    FOR EACH ROW EXECUTE FUNCTION leadership_retirement_stays();
"""
UNDO = """
DROP TRIGGER IF EXISTS retirement_stays ON leadership_programmes_retirement;
DROP TRIGGER IF EXISTS retirement_kept ON leadership_programmes_retirement;
DROP FUNCTION IF EXISTS leadership_retirement_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('leadership_programmes', '0009_dismissed_claims'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Retirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('programme_key', models.UUIDField()),
                ('cut_off', models.DateField(verbose_name='takes nobody new from')),
                ('closes_on', models.DateField(verbose_name='to be finished by')),
                ('reason', models.CharField(max_length=500, verbose_name='reason')),
                ('announced_on', models.DateField()),
                ('announced_at', models.DateTimeField()),
                ('taken_back_on', models.DateField(blank=True, null=True)),
                ('announced_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='retirements', to='leadership_programmes.programme', verbose_name='programme')),
                ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='leadership_programmes.programme', verbose_name='successor')),
                ('taken_back_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'retirement',
                'verbose_name_plural': 'retirements',
                'constraints': [models.UniqueConstraint(condition=models.Q(('taken_back_on__isnull', True)), fields=('programme_key',), name='retired_once'), models.CheckConstraint(condition=models.Q(('announced_on__lt', models.F('cut_off'))), name='retirement_known_before'), models.CheckConstraint(condition=models.Q(('closes_on__gte', models.F('cut_off'))), name='retirement_time_to_finish'), models.CheckConstraint(condition=models.Q(('taken_back_on__isnull', True), ('taken_back_on__lt', models.F('cut_off')), _connector='OR'), name='retirement_taken_back_before'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='retirement_says_why'), models.CheckConstraint(condition=models.Q(('successor__isnull', True), models.Q(('successor', models.F('programme')), _negated=True), _connector='OR'), name='retirement_successor_is_another'), models.CheckConstraint(condition=models.Q(models.Q(('cut_off__isnull', True), ('cut_off__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR'), models.Q(('closes_on__isnull', True), ('closes_on__range', (datetime.date(1900, 1, 1), datetime.date(2100, 12, 31))), _connector='OR')), name='retirement_days', violation_error_message='Give a day between 1900 and 2100.')],
            },
        ),
        migrations.RunSQL(STAYS, UNDO),
    ]
