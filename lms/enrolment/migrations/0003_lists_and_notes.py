"""Lists move only along their arrows, whoever writes the row; notes and extensions stay as they were written.

Erasing a person empties the text of their notes and touches nothing else.
"""

from django.db import migrations

from kernel.database import append_only

MOVES = """
CREATE FUNCTION leadership_list_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NEW.status = 'matching' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND (OLD.status, NEW.status) IN (
        ('matching', 'checking'), ('matching', 'expired'),
        ('checking', 'checked'), ('checking', 'failed'), ('checking', 'matching'), ('checking', 'expired'),
        ('checked', 'matching'), ('checked', 'confirming'), ('checked', 'expired'),
        ('confirming', 'confirmed'), ('confirming', 'checked'), ('confirming', 'expired'),
        ('failed', 'matching'), ('failed', 'expired')
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a list does not go from % to %',
        CASE TG_OP WHEN 'INSERT' THEN 'nothing' ELSE OLD.status END, NEW.status
        USING ERRCODE = 'check_violation', CONSTRAINT = 'list_moves';
END $$;

CREATE TRIGGER list_begins BEFORE INSERT ON leadership_enrolment_enrolmentimport
    FOR EACH ROW EXECUTE FUNCTION leadership_list_moves();
CREATE TRIGGER list_moves BEFORE UPDATE OF status ON leadership_enrolment_enrolmentimport
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION leadership_list_moves();
"""

UNDO_MOVES = """
DROP TRIGGER IF EXISTS list_begins ON leadership_enrolment_enrolmentimport;
DROP TRIGGER IF EXISTS list_moves ON leadership_enrolment_enrolmentimport;
DROP FUNCTION IF EXISTS leadership_list_moves();
"""

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

UNDO_STAY = """
DROP TRIGGER IF EXISTS note_stays ON leadership_enrolment_note;
DROP FUNCTION IF EXISTS leadership_note_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_enrolment", "0002_seats_and_transitions")]

    operations = [
        migrations.RunSQL(MOVES, UNDO_MOVES),
        append_only("leadership_enrolment_extension"),
        migrations.RunSQL(STAY, UNDO_STAY),
    ]
