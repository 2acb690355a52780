"""Editions of schemes stay as they were read, and nobody counts what another has done."""

from django.db import migrations

from kernel.database import append_only

OWN_FACT = """
CREATE FUNCTION leadership_refuse_fact_of_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM leadership_records_learningfact f WHERE f.id = NEW.fact_id AND f.person_id <> NEW.person_id
    ) THEN
        RAISE EXCEPTION 'CPD entry % is refused: the fact is of somebody else', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER own_fact BEFORE INSERT OR UPDATE OF person_id, fact_id
    ON leadership_cpd_cpdentry FOR EACH ROW EXECUTE FUNCTION leadership_refuse_fact_of_another();
"""

ANY_FACT = """
DROP TRIGGER IF EXISTS own_fact ON leadership_cpd_cpdentry;
DROP FUNCTION IF EXISTS leadership_refuse_fact_of_another();
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_cpd", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [
        append_only("leadership_cpd_cpdedition"),
        append_only("leadership_cpd_cpdlimit"),
        migrations.RunSQL(OWN_FACT, ANY_FACT),
    ]
