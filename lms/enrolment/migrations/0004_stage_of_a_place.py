"""The career stage at which somebody took a place: it says which parts are theirs, and stays."""

from django.db import migrations, models

STAYS = """
CREATE FUNCTION leadership_stage_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'enrolment_stage: the stage at which a place was taken stays'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER stage_stays BEFORE UPDATE OF stage ON leadership_enrolment_enrolment
    FOR EACH ROW WHEN (OLD.stage <> '' AND NEW.stage <> OLD.stage)
    EXECUTE FUNCTION leadership_stage_stays();
"""
UNDO = """
DROP TRIGGER IF EXISTS stage_stays ON leadership_enrolment_enrolment;
DROP FUNCTION IF EXISTS leadership_stage_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('leadership_enrolment', '0003_lists_and_notes'),
        ('leadership_organisations', '0001_initial'),
        ('leadership_people', '0002_operators'),
        ('leadership_programmes', '0004_requirement_tree'),
    ]

    operations = [
        migrations.AddField(
            model_name='enrolment',
            name='stage',
            field=models.CharField(blank=True, choices=[('undergraduate', 'Undergraduate'), ('postgraduate', 'Postgraduate'), ('continuing', 'Continuing practice')], db_default='', default='', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='enrolment',
            constraint=models.CheckConstraint(condition=models.Q(('stage', ''), ('stage__in', ['undergraduate', 'postgraduate', 'continuing']), _connector='OR'), name='enrolment_stage_known'),
        ),
        migrations.RunSQL(STAYS, UNDO),
    ]
