"""An uploaded list begins unmatched and moves only along the arrows below, whoever writes the row."""

from django.db import migrations

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

UNDO = """
DROP TRIGGER IF EXISTS list_begins ON leadership_enrolment_enrolmentimport;
DROP TRIGGER IF EXISTS list_moves ON leadership_enrolment_enrolmentimport;
DROP FUNCTION IF EXISTS leadership_list_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_enrolment", "0004_lists")]

    operations = [migrations.RunSQL(MOVES, UNDO)]
