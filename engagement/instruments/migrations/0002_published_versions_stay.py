"""Keys that hold rows to one version, and triggers: a published version is whole, and is never rewritten."""

from django.db import migrations

# A row and what it belongs to are of the same version.
WITHIN_A_VERSION = (
    ("subscale", "meta_scale_id", "metascale"),
    ("item", "sub_scale_id", "subscale"),
    ("wording", "point_id", "scalepoint"),
    ("wording", "band_id", "band"),
    ("wording", "meta_scale_id", "metascale"),
    ("wording", "sub_scale_id", "subscale"),
    ("wording", "item_id", "item"),
)
PARTS = ("scalepoint", "band", "metascale", "subscale", "item", "wording")

KEYS = "".join(
    f"ALTER TABLE leadership_instruments_{table} ADD CONSTRAINT {table}_{column}_of_version"
    f" FOREIGN KEY ({column}, version_id) REFERENCES leadership_instruments_{above} (id, version_id);\n"
    for table, column, above in WITHIN_A_VERSION
)
DROP_KEYS = "".join(
    f"ALTER TABLE leadership_instruments_{table} DROP CONSTRAINT {table}_{column}_of_version;\n"
    for table, column, _above in WITHIN_A_VERSION
)

FUNCTIONS = """
CREATE FUNCTION leadership_instruments_refuse_published(version bigint, act text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    held leadership_instruments_instrumentversion%ROWTYPE;
BEGIN
    -- The share lock makes a publication in another transaction wait, or us wait for it.
    SELECT * INTO held FROM leadership_instruments_instrumentversion WHERE id = version FOR SHARE;
    IF held.state = 'published' THEN
        RAISE EXCEPTION '% is refused: version % is published and is never rewritten', act, held.number
            USING ERRCODE = 'restrict_violation';
    END IF;
END $$;

CREATE FUNCTION leadership_instruments_guard_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM leadership_instruments_refuse_published(OLD.version_id, TG_OP);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        PERFORM leadership_instruments_refuse_published(NEW.version_id, TG_OP);
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION leadership_instruments_fault_of(version leadership_instruments_instrumentversion) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT 'the values of the scale are 1, 2, 3 and so on'
    WHERE (SELECT count(*) < 2 OR max(value) <> count(*)
           FROM leadership_instruments_scalepoint WHERE version_id = version.id)
    UNION ALL SELECT 'there are five bands'
    WHERE (SELECT count(*) <> 5 FROM leadership_instruments_band WHERE version_id = version.id)
    UNION ALL SELECT 'there is no theme'
    WHERE NOT EXISTS (SELECT FROM leadership_instruments_metascale WHERE version_id = version.id)
    UNION ALL
    SELECT format('theme %s has no %s side, or has one that it is said to lack', meta.code, side)
    FROM leadership_instruments_metascale meta, unnest(ARRAY['organisation', 'individual']) side
    WHERE meta.version_id = version.id AND (meta.lacks = side) = EXISTS (
        SELECT FROM leadership_instruments_subscale sub WHERE sub.meta_scale_id = meta.id AND sub.kind = side)
    UNION ALL
    SELECT format('%s needs %s answers and has fewer items', sub.code, sub.minimum)
    FROM leadership_instruments_subscale sub
    WHERE sub.version_id = version.id AND sub.minimum > (
        SELECT count(*) FROM leadership_instruments_item item WHERE item.sub_scale_id = sub.id)
    UNION ALL
    SELECT format('item %s is reverse-keyed and the answers do not mirror each other', item.code)
    FROM leadership_instruments_item item
    WHERE item.version_id = version.id AND item.is_reversed AND NOT version.scale_is_symmetric
    UNION ALL
    SELECT format('%s %s has no words in the first language', missing.part, missing.code)
    FROM (
        SELECT 'title' part, '' code, NULL::bigint point, NULL::bigint band, NULL::bigint meta,
            NULL::bigint sub, NULL::bigint item
        UNION ALL SELECT 'introduction', '', NULL, NULL, NULL, NULL, NULL
        UNION ALL SELECT 'index', '', NULL, NULL, NULL, NULL, NULL
        UNION ALL SELECT 'point', value::text, id, NULL, NULL, NULL, NULL
            FROM leadership_instruments_scalepoint WHERE version_id = version.id
        UNION ALL SELECT 'band', place::text, NULL, id, NULL, NULL, NULL
            FROM leadership_instruments_band WHERE version_id = version.id
        UNION ALL SELECT 'meta_scale', code, NULL, NULL, id, NULL, NULL
            FROM leadership_instruments_metascale WHERE version_id = version.id
        UNION ALL SELECT 'sub_scale', code, NULL, NULL, NULL, id, NULL
            FROM leadership_instruments_subscale WHERE version_id = version.id
        UNION ALL SELECT 'item', code, NULL, NULL, NULL, NULL, id
            FROM leadership_instruments_item WHERE version_id = version.id
    ) missing
    WHERE NOT EXISTS (
        SELECT FROM leadership_instruments_wording words
        WHERE words.version_id = version.id AND words.part = missing.part
            AND words.language = (version.languages)[1]
            AND (words.point_id, words.band_id, words.meta_scale_id, words.sub_scale_id, words.item_id)
                IS NOT DISTINCT FROM (missing.point, missing.band, missing.meta, missing.sub, missing.item))
    UNION ALL
    SELECT format('there are words in %s, which is none of the languages', words.language)
    FROM leadership_instruments_wording words
    WHERE words.version_id = version.id AND words.language <> ALL (version.languages)
    UNION ALL SELECT 'nobody has said under which licence the words are used'
    WHERE version.decided_by_name !~ '[^[:space:]]' AND (
        SELECT licence = 'licensed' FROM leadership_instruments_instrument WHERE id = version.instrument_id)
    LIMIT 1
$$;

CREATE FUNCTION leadership_instruments_guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    fault text;
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'published' THEN
            RAISE EXCEPTION 'a version begins as a draft' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'published' THEN
        IF TG_OP = 'DELETE' OR
            (to_jsonb(NEW) - 'decided_by_name' - 'decision_note')
            IS DISTINCT FROM (to_jsonb(OLD) - 'decided_by_name' - 'decision_note')
        THEN
            RAISE EXCEPTION '% is refused: version % is published and is never rewritten', TG_OP, OLD.number
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.state = 'published' THEN
        fault := leadership_instruments_fault_of(NEW);
        IF fault IS NOT NULL THEN
            RAISE EXCEPTION 'version % cannot be published: %', NEW.number, fault
                USING ERRCODE = 'check_violation';
        END IF;
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE FUNCTION leadership_instruments_guard_instrument() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.uid, NEW.code, NEW.licence) IS DISTINCT FROM (OLD.id, OLD.uid, OLD.code, OLD.licence)
        AND EXISTS (SELECT FROM leadership_instruments_instrumentversion
                    WHERE instrument_id = OLD.id AND state = 'published')
    THEN
        RAISE EXCEPTION '% has a published version and keeps its code and licence', OLD.code
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION leadership_instruments_guard_instrument();
DROP FUNCTION leadership_instruments_guard_version();
DROP FUNCTION leadership_instruments_fault_of(leadership_instruments_instrumentversion);
DROP FUNCTION leadership_instruments_guard_part();
DROP FUNCTION leadership_instruments_refuse_published(bigint, text);
"""

TRIGGERS = """
CREATE TRIGGER published_stays BEFORE UPDATE ON leadership_instruments_instrument
    FOR EACH ROW EXECUTE FUNCTION leadership_instruments_guard_instrument();
CREATE TRIGGER published_stays BEFORE INSERT OR UPDATE OR DELETE ON leadership_instruments_instrumentversion
    FOR EACH ROW EXECUTE FUNCTION leadership_instruments_guard_version();
""" + "".join(
    f"CREATE TRIGGER published_stays BEFORE INSERT OR UPDATE OR DELETE ON leadership_instruments_{table}"
    " FOR EACH ROW EXECUTE FUNCTION leadership_instruments_guard_part();\n"
    for table in PARTS
)
DROP_TRIGGERS = "".join(
    f"DROP TRIGGER published_stays ON leadership_instruments_{table};\n"
    for table in (*PARTS, "instrumentversion", "instrument")
)


class Migration(migrations.Migration):
    dependencies = [("leadership_instruments", "0001_initial")]

    operations = [
        migrations.RunSQL(KEYS, DROP_KEYS),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL(TRIGGERS, DROP_TRIGGERS),
    ]
