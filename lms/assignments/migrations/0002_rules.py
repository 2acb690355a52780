"""Nobody marks their own work, and the steps of handed-in work stay as they were recorded."""

from django.db import migrations

from kernel.database import append_only

NOT_ONESELF = """
CREATE FUNCTION leadership_refuse_own_marking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM leadership_assignments_submission s
        WHERE s.id = NEW.submission_id AND s.person_id = NEW.marker_id
    ) THEN
        RAISE EXCEPTION 'marking % is refused: nobody marks their own work', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER not_oneself BEFORE INSERT OR UPDATE OF marker_id, submission_id
    ON leadership_assignments_marking FOR EACH ROW EXECUTE FUNCTION leadership_refuse_own_marking();
"""

ONESELF = """
DROP TRIGGER IF EXISTS not_oneself ON leadership_assignments_marking;
DROP FUNCTION IF EXISTS leadership_refuse_own_marking();
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_assignments", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [
        append_only("leadership_assignments_submissionstep"),
        migrations.RunSQL(NOT_ONESELF, ONESELF),
    ]
