"""The triggers of frameworks know the new columns; only nodes of a reference may have no descriptor."""

from django.db import migrations

FRAMEWORK = """
CREATE OR REPLACE FUNCTION leadership_competencies_guard_framework() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - '{free}'::text[]) IS DISTINCT FROM (to_jsonb(OLD) - '{free}'::text[])
    THEN
        RAISE EXCEPTION '% is refused: %-% is published and is never rewritten', TG_OP, OLD.code, OLD.edition
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
""".replace("{free}", "{valid_to,decided_by_id,decided_by_name,decided_at,decision_note}")

NODE = """
CREATE FUNCTION leadership_competencies_guard_descriptor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT purpose FROM leadership_competencies_framework WHERE id = NEW.framework_id) <> 'reference' THEN
        RAISE EXCEPTION 'node % says nothing, as only nodes of a reference may', NEW.code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION leadership_competencies_guard_purpose() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM leadership_competencies_node WHERE framework_id = NEW.id AND descriptor !~ '\\S') THEN
        RAISE EXCEPTION '%-% has nodes that say nothing, as only a reference may', NEW.code, NEW.edition
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER says_something BEFORE INSERT OR UPDATE ON leadership_competencies_node
    FOR EACH ROW WHEN (NEW.descriptor !~ '\\S') EXECUTE FUNCTION leadership_competencies_guard_descriptor();
CREATE TRIGGER says_something BEFORE UPDATE ON leadership_competencies_framework
    FOR EACH ROW WHEN (NEW.purpose <> 'reference' AND OLD.purpose = 'reference')
    EXECUTE FUNCTION leadership_competencies_guard_purpose();
"""
DROP_NODE = """
DROP TRIGGER says_something ON leadership_competencies_framework;
DROP TRIGGER says_something ON leadership_competencies_node;
DROP FUNCTION leadership_competencies_guard_purpose();
DROP FUNCTION leadership_competencies_guard_descriptor();
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_competencies", "0005_reference_frameworks")]

    operations = [
        # It compares whole rows: it holds for tables with fewer columns too.
        migrations.RunSQL(FRAMEWORK, migrations.RunSQL.noop),
        migrations.RunSQL(NODE, DROP_NODE),
    ]
