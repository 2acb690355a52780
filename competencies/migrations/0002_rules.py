"""Triggers: a published edition is never rewritten, and a node sits under a node one level up."""

from django.db import migrations

CREATE = """
CREATE FUNCTION leadership_competencies_refuse_published(framework bigint, act text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    held leadership_competencies_framework%ROWTYPE;
BEGIN
    -- The share lock makes a publication in another transaction wait, or us wait for it.
    SELECT * INTO held FROM leadership_competencies_framework WHERE id = framework FOR SHARE;
    IF held.state = 'published' THEN
        RAISE EXCEPTION '% is refused: %-% is published and is never rewritten', act, held.code, held.edition
            USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

CREATE FUNCTION leadership_competencies_guard_framework() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR
        (NEW.id, NEW.uid, NEW.code, NEW.edition, NEW.title, NEW.owner, NEW.notice, NEW.numbering_note,
         NEW.licence_note, NEW.source_url, NEW.valid_from, NEW.state, NEW.checksum)
        IS DISTINCT FROM
        (OLD.id, OLD.uid, OLD.code, OLD.edition, OLD.title, OLD.owner, OLD.notice, OLD.numbering_note,
         OLD.licence_note, OLD.source_url, OLD.valid_from, OLD.state, OLD.checksum)
    THEN
        RAISE EXCEPTION '% is refused: %-% is published and is never rewritten', TG_OP, OLD.code, OLD.edition
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION leadership_competencies_guard_node() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    above leadership_competencies_node%ROWTYPE;
    wanted text;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM leadership_competencies_refuse_published(OLD.framework_id, TG_OP);
        RETURN OLD;
    END IF;
    PERFORM leadership_competencies_refuse_published(NEW.framework_id, TG_OP);
    IF TG_OP = 'UPDATE' AND (NEW.framework_id, NEW.kind) IS DISTINCT FROM (OLD.framework_id, OLD.kind) THEN
        RAISE EXCEPTION 'a node keeps its framework and its kind' USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.parent_id IS NOT NULL THEN
        SELECT * INTO above FROM leadership_competencies_node WHERE id = NEW.parent_id;
        wanted := CASE NEW.kind WHEN 'element' THEN 'domain' WHEN 'competence' THEN 'element' END;
        IF above.framework_id IS DISTINCT FROM NEW.framework_id OR above.kind IS DISTINCT FROM wanted THEN
            RAISE EXCEPTION 'node % does not belong under node %', NEW.code, above.code
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION leadership_competencies_guard_stage_text() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
    framework bigint;
BEGIN
    touched := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.node_id]
        WHEN 'DELETE' THEN ARRAY[OLD.node_id]
        ELSE ARRAY[OLD.node_id, NEW.node_id] END;
    FOR framework IN
        SELECT DISTINCT framework_id FROM leadership_competencies_node WHERE id = ANY (touched)
    LOOP
        PERFORM leadership_competencies_refuse_published(framework, TG_OP);
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON leadership_competencies_framework
    FOR EACH ROW WHEN (OLD.state = 'published') EXECUTE FUNCTION leadership_competencies_guard_framework();
CREATE TRIGGER published_stays BEFORE INSERT OR UPDATE OR DELETE ON leadership_competencies_node
    FOR EACH ROW EXECUTE FUNCTION leadership_competencies_guard_node();
CREATE TRIGGER published_stays BEFORE INSERT OR UPDATE OR DELETE ON leadership_competencies_stagetext
    FOR EACH ROW EXECUTE FUNCTION leadership_competencies_guard_stage_text();
"""

DROP = """
DROP TRIGGER published_stays ON leadership_competencies_stagetext;
DROP TRIGGER published_stays ON leadership_competencies_node;
DROP TRIGGER published_stays ON leadership_competencies_framework;
DROP FUNCTION leadership_competencies_guard_stage_text();
DROP FUNCTION leadership_competencies_guard_node();
DROP FUNCTION leadership_competencies_guard_framework();
DROP FUNCTION leadership_competencies_refuse_published(bigint, text);
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_competencies", "0001_tables")]

    operations = [migrations.RunSQL(CREATE, DROP)]
