"""Triggers for whatever comes in editions: a published one is whole, and is never rewritten."""

from django.db import migrations

FUNCTIONS = """
-- Of an edition's own row. Its arguments are the columns that stay free after it was published.
CREATE FUNCTION leadership_competencies_guard_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'published' THEN
            RAISE EXCEPTION '%-% begins as a draft', NEW.code, NEW.edition USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'published' AND (
        TG_OP = 'DELETE' OR (to_jsonb(NEW) - TG_ARGV::text[]) IS DISTINCT FROM (to_jsonb(OLD) - TG_ARGV::text[]))
    THEN
        RAISE EXCEPTION '% is refused: %-% is published and is never rewritten', TG_OP, OLD.code, OLD.edition
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

-- Of a row that belongs to an edition. Its arguments are the edition's table and the column that names it.
CREATE FUNCTION leadership_competencies_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint;
    held record;
BEGIN
    FOR touched IN
        SELECT DISTINCT (each ->> TG_ARGV[1])::bigint
        FROM unnest(ARRAY[
            CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END, CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
        ]) each
        WHERE each IS NOT NULL
    LOOP
        -- The share lock makes a publication in another transaction wait, or us wait for it.
        EXECUTE format('SELECT code, edition, state FROM %I WHERE id = $1 FOR SHARE', TG_ARGV[0])
            INTO held USING touched;
        IF held.state = 'published' THEN
            RAISE EXCEPTION '% is refused: %-% is published and is never rewritten',
                TG_OP, held.code, held.edition USING ERRCODE = 'restrict_violation';
        END IF;
    END LOOP;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION leadership_competencies_whole_scale() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) < 2 OR max("order") <> count(*)
        FROM leadership_competencies_scalelevel WHERE scale_id = NEW.id)
    THEN
        RAISE EXCEPTION 'scale %-% cannot be published: its levels are two or more, 1, 2, 3 and so on',
            NEW.code, NEW.edition USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION leadership_competencies_whole_scale();
DROP FUNCTION leadership_competencies_guard_part();
DROP FUNCTION leadership_competencies_guard_edition();
"""

SCALES = """
ALTER TABLE leadership_competencies_scaletext ADD CONSTRAINT scale_text_level_of_scale
    FOREIGN KEY (level_id, scale_id) REFERENCES leadership_competencies_scalelevel (id, scale_id);
CREATE TRIGGER published_stays BEFORE INSERT OR UPDATE OR DELETE ON leadership_competencies_scale
    FOR EACH ROW EXECUTE FUNCTION leadership_competencies_guard_edition('valid_to');
CREATE TRIGGER whole_when_published BEFORE UPDATE ON leadership_competencies_scale
    FOR EACH ROW WHEN (NEW.state = 'published' AND OLD.state <> 'published')
    EXECUTE FUNCTION leadership_competencies_whole_scale();
CREATE TRIGGER published_stays BEFORE INSERT OR UPDATE OR DELETE ON leadership_competencies_scalelevel
    FOR EACH ROW EXECUTE FUNCTION leadership_competencies_guard_part('leadership_competencies_scale', 'scale_id');
-- A language may be added to a published edition.
CREATE TRIGGER published_stays BEFORE UPDATE OR DELETE ON leadership_competencies_scaletext
    FOR EACH ROW EXECUTE FUNCTION leadership_competencies_guard_part('leadership_competencies_scale', 'scale_id');
"""
DROP_SCALES = """
DROP TRIGGER published_stays ON leadership_competencies_scaletext;
DROP TRIGGER published_stays ON leadership_competencies_scalelevel;
DROP TRIGGER whole_when_published ON leadership_competencies_scale;
DROP TRIGGER published_stays ON leadership_competencies_scale;
ALTER TABLE leadership_competencies_scaletext DROP CONSTRAINT scale_text_level_of_scale;
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_competencies", "0003_scales")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(SCALES, DROP_SCALES),
    ]
