"""What somebody relies on stays as it was, sharing ends for good, and evidence goes only as a whole."""

from django.db import migrations

FROZEN = """
CREATE FUNCTION leadership_evidence_frozen(version bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT v.pinned_at IS NOT NULL OR EXISTS (
        SELECT 1 FROM leadership_portfolio_evidenceversion l WHERE l.item_id = v.item_id AND l.number > v.number
    )
    FROM leadership_portfolio_evidenceversion v WHERE v.id = version
$$;
CREATE FUNCTION leadership_evidence_goes(item bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT i.state = 'removed' FROM leadership_portfolio_evidenceitem i WHERE i.id = item
$$;
"""

ITEM = """
CREATE FUNCTION leadership_evidence_item_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'removed' THEN
            RAISE EXCEPTION 'deleting evidence % is refused: it is not being removed', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'removed' THEN
        RAISE EXCEPTION 'changing evidence % is refused: it is being removed', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT 1 FROM leadership_records_learningfact f
               WHERE f.id = NEW.fact_id AND f.person_id <> NEW.person_id)
        OR EXISTS (SELECT 1 FROM leadership_assignments_submission s
                   WHERE s.id = NEW.submission_id AND s.person_id <> NEW.person_id)
        OR EXISTS (SELECT 1 FROM leadership_enrolment_enrolment e
                   WHERE e.id = NEW.enrolment_id AND e.person_id <> NEW.person_id) THEN
        RAISE EXCEPTION 'evidence % is refused: what it came from belongs to somebody else', NEW.id
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER item_rules BEFORE INSERT OR UPDATE OR DELETE ON leadership_portfolio_evidenceitem
    FOR EACH ROW EXECUTE FUNCTION leadership_evidence_item_rules();
"""

VERSION = """
CREATE FUNCTION leadership_evidence_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF NOT leadership_evidence_goes(OLD.item_id) THEN
            RAISE EXCEPTION 'deleting version % of evidence is refused: it goes with the whole', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF (NEW.id, NEW.uid, NEW.item_id, NEW.number) <> (OLD.id, OLD.uid, OLD.item_id, OLD.number)
        OR (OLD.pinned_at IS NOT NULL AND NEW.pinned_at IS DISTINCT FROM OLD.pinned_at) THEN
        RAISE EXCEPTION 'changing version % of evidence is refused: something may cite it', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.title, NEW.words, NEW.parts, NEW.url, NEW.saved_at)
            IS DISTINCT FROM (OLD.title, OLD.words, OLD.parts, OLD.url, OLD.saved_at)
        AND leadership_evidence_frozen(OLD.id)
        AND NOT (NEW.title = '' AND NEW.words = '' AND NEW.parts = '{}' AND NEW.url = '') THEN
        RAISE EXCEPTION 'changing version % of evidence is refused: it is cited, or was replaced', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_stays BEFORE UPDATE OR DELETE ON leadership_portfolio_evidenceversion
    FOR EACH ROW EXECUTE FUNCTION leadership_evidence_version_stays();
"""

FILE = """
CREATE FUNCTION leadership_evidence_file_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF leadership_evidence_frozen(OLD.version_id) AND NOT EXISTS (
            SELECT 1 FROM leadership_portfolio_evidenceversion v
            WHERE v.id = OLD.version_id AND (v.title = '' OR leadership_evidence_goes(v.item_id))
        ) THEN
            RAISE EXCEPTION 'deleting file % of evidence is refused: its version is cited, or was replaced', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF leadership_evidence_frozen(NEW.version_id)
        OR (TG_OP = 'UPDATE' AND leadership_evidence_frozen(OLD.version_id)) THEN
        RAISE EXCEPTION 'file % of evidence is refused: its version is cited, or was replaced', NEW.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER file_stays BEFORE INSERT OR UPDATE OR DELETE ON leadership_portfolio_evidencefile
    FOR EACH ROW EXECUTE FUNCTION leadership_evidence_file_stays();
"""

SHARE = """
CREATE FUNCTION leadership_evidence_share_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT 1 FROM leadership_portfolio_evidenceversion v
        JOIN leadership_portfolio_evidenceitem i ON i.id = v.item_id
        WHERE v.id = NEW.version_id AND i.state = 'kept' AND v.pinned_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'sharing evidence is refused: it is not kept, or its version not held'
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND (
        (NEW.uid, NEW.version_id, NEW.token_hash, NEW.starts_at, NEW.ends_at)
            <> (OLD.uid, OLD.version_id, OLD.token_hash, OLD.starts_at, OLD.ends_at)
        OR (OLD.ended_at IS NOT NULL AND NEW.ended_at IS DISTINCT FROM OLD.ended_at)
    ) THEN
        RAISE EXCEPTION 'changing share % is refused: a link opens what it was made for, until it ends', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER share_rules BEFORE INSERT OR UPDATE ON leadership_portfolio_evidenceshare
    FOR EACH ROW EXECUTE FUNCTION leadership_evidence_share_rules();
"""

UNDO = {
    SHARE: ("share_rules", "evidenceshare", "leadership_evidence_share_rules"),
    FILE: ("file_stays", "evidencefile", "leadership_evidence_file_stays"),
    VERSION: ("version_stays", "evidenceversion", "leadership_evidence_version_stays"),
    ITEM: ("item_rules", "evidenceitem", "leadership_evidence_item_rules"),
}


def trigger(made: str) -> migrations.RunSQL:
    name, table, function = UNDO[made]
    undo = (
        f"DROP TRIGGER IF EXISTS {name} ON leadership_portfolio_{table};"
        f"DROP FUNCTION IF EXISTS {function}();"
    )
    return migrations.RunSQL(made, undo)


class Migration(migrations.Migration):
    dependencies = [("leadership_portfolio", "0001_tables"), ("leadership_records", "0002_rules")]

    operations = [
        migrations.RunSQL(
            FROZEN,
            "DROP FUNCTION IF EXISTS leadership_evidence_frozen(bigint);"
            "DROP FUNCTION IF EXISTS leadership_evidence_goes(bigint);",
        ),
        trigger(ITEM),
        trigger(VERSION),
        trigger(FILE),
        trigger(SHARE),
    ]
