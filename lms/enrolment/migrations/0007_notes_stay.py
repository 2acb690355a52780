"""Notes are kept as they were written; erasing a person empties their text and touches nothing else."""

from django.db import migrations

from kernel.database import append_only

STAY = """
CREATE FUNCTION leadership_note_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND (NEW.id, NEW.uid, NEW.enrolment_id, NEW.at, NEW.by_id)
        = (OLD.id, OLD.uid, OLD.enrolment_id, OLD.at, OLD.by_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on a note is refused: it stays as it was written', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER note_stays BEFORE UPDATE OR DELETE ON leadership_enrolment_note
    FOR EACH ROW EXECUTE FUNCTION leadership_note_stays();
"""

UNDO = """
DROP TRIGGER IF EXISTS note_stays ON leadership_enrolment_note;
DROP FUNCTION IF EXISTS leadership_note_stays();
"""

INVITED = """
UPDATE leadership_enrolment_enrolment SET invited_at = created_at WHERE source = 'import' AND invited_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_enrolment", "0006_places")]

    operations = [
        append_only("leadership_enrolment_extension"),
        migrations.RunSQL(STAY, UNDO),
        migrations.RunSQL(INVITED, migrations.RunSQL.noop),
    ]
