"""What stays as it was written, and the one thing that may change of a grant: the database says so."""

from django.db import migrations
from django.db.migrations import RunSQL

from kernel.database import append_only

TABLES = (
    "agreement",
    "analystuse",
    "normmeasure",
    "normmember",
    "normset",
    "normsetend",
    "outcomefile",
    "outcomemeasure",
    "outcomevalue",
)

GRANT = """
CREATE FUNCTION leadership_analyst_grant_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.revoked_at IS NOT NULL
        OR (to_jsonb(NEW) - '{revoked_at,revoked_by_id}'::text[])
            <> (to_jsonb(OLD) - '{revoked_at,revoked_by_id}'::text[]) THEN
        RAISE EXCEPTION 'a grant to an analyst stays as it was given; it can be revoked, once'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON leadership_comparing_analystgrant
    FOR EACH ROW EXECUTE FUNCTION leadership_analyst_grant_stays();
"""
NO_GRANT = "DROP FUNCTION IF EXISTS leadership_analyst_grant_stays() CASCADE"


class Migration(migrations.Migration):
    dependencies = [("leadership_comparing", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [
        *(append_only(f"leadership_comparing_{name}") for name in TABLES),
        RunSQL(GRANT, NO_GRANT),
    ]
