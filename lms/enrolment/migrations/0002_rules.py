"""What the database itself says of places, lists and notes.

Seats and places are never oversold, under any concurrency: the trigger runs once per statement. It locks the
contracts (and cohorts) concerned in key order, then counts: a second transaction waits at the lock and then counts
what the first has committed.

Lists move only along their arrows, whoever writes the row. Transitions, notes and extensions stay as they were
written; erasing a person empties the text of their notes and touches nothing else. The stage at which somebody took a
place stays. Nobody new comes onto a programme after its cut-off, and nobody has less time to finish than was announced.
"""

from django.db import migrations

from kernel.database import append_only

HOLDS_SEAT = "e.state IN ('invited', 'active', 'deferred', 'completed')"

CHECK_SEATS = f"""
CREATE FUNCTION leadership_assert_seats(contracts bigint[], cohorts bigint[]) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    oversold record;
BEGIN
    PERFORM 1 FROM leadership_enrolment_contract c WHERE c.id = ANY(contracts)
        ORDER BY c.id FOR NO KEY UPDATE;
    PERFORM 1 FROM leadership_enrolment_cohort c WHERE c.id = ANY(cohorts)
        ORDER BY c.id FOR NO KEY UPDATE;
    SELECT c.id, c.seats, count(*) AS used INTO oversold
        FROM leadership_enrolment_contract c
        JOIN leadership_enrolment_enrolment e ON e.contract_id = c.id AND {HOLDS_SEAT}
        WHERE c.id = ANY(contracts)
        GROUP BY c.id HAVING count(*) > c.seats LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'contract % has % seats and % enrolments', oversold.id, oversold.seats, oversold.used
            USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_never_oversold';
    END IF;
    SELECT c.id, c.capacity, count(*) AS used INTO oversold
        FROM leadership_enrolment_cohort c
        JOIN leadership_enrolment_enrolment e ON e.cohort_id = c.id AND {HOLDS_SEAT}
        WHERE c.id = ANY(cohorts)
        GROUP BY c.id HAVING count(*) > c.capacity LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'cohort % has % places and % enrolments', oversold.id, oversold.capacity, oversold.used
            USING ERRCODE = 'check_violation', CONSTRAINT = 'places_never_oversold';
    END IF;
END $$;

CREATE FUNCTION leadership_seats_on_insert() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leadership_assert_seats(
        ARRAY(SELECT DISTINCT e.contract_id FROM after e WHERE e.contract_id IS NOT NULL AND {HOLDS_SEAT}),
        ARRAY(SELECT DISTINCT e.cohort_id FROM after e WHERE e.cohort_id IS NOT NULL AND {HOLDS_SEAT})
    );
    RETURN NULL;
END $$;
CREATE TRIGGER seats_on_insert AFTER INSERT ON leadership_enrolment_enrolment
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION leadership_seats_on_insert();

-- Moving between states that all hold a seat locks nothing.
CREATE FUNCTION leadership_seats_on_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM leadership_assert_seats(
        ARRAY(
            SELECT DISTINCT e.contract_id FROM after e WHERE e.contract_id IS NOT NULL AND {HOLDS_SEAT}
            AND NOT EXISTS (
                SELECT 1 FROM before b
                WHERE b.id = e.id AND b.contract_id = e.contract_id AND {HOLDS_SEAT.replace("e.", "b.")}
            )
        ),
        ARRAY(
            SELECT DISTINCT e.cohort_id FROM after e WHERE e.cohort_id IS NOT NULL AND {HOLDS_SEAT}
            AND NOT EXISTS (
                SELECT 1 FROM before b
                WHERE b.id = e.id AND b.cohort_id = e.cohort_id AND {HOLDS_SEAT.replace("e.", "b.")}
            )
        )
    );
    RETURN NULL;
END $$;
CREATE TRIGGER seats_on_update AFTER UPDATE ON leadership_enrolment_enrolment
    REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION leadership_seats_on_update();

CREATE FUNCTION leadership_check_capacity() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    used bigint;
BEGIN
    IF TG_TABLE_NAME = 'leadership_enrolment_contract' THEN
        SELECT count(*) INTO used FROM leadership_enrolment_enrolment e
            WHERE e.contract_id = NEW.id AND {HOLDS_SEAT};
        IF used > NEW.seats THEN
            RAISE EXCEPTION 'contract % would have % seats for % enrolments', NEW.id, NEW.seats, used
                USING ERRCODE = 'check_violation', CONSTRAINT = 'seats_never_oversold';
        END IF;
    ELSE
        SELECT count(*) INTO used FROM leadership_enrolment_enrolment e
            WHERE e.cohort_id = NEW.id AND {HOLDS_SEAT};
        IF used > NEW.capacity THEN
            RAISE EXCEPTION 'cohort % would have % places for % enrolments', NEW.id, NEW.capacity, used
                USING ERRCODE = 'check_violation', CONSTRAINT = 'places_never_oversold';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER seats_on_contract AFTER UPDATE ON leadership_enrolment_contract
    FOR EACH ROW EXECUTE FUNCTION leadership_check_capacity();
CREATE TRIGGER places_on_cohort AFTER UPDATE ON leadership_enrolment_cohort
    FOR EACH ROW EXECUTE FUNCTION leadership_check_capacity();
"""

UNDO_SEATS = """
DROP TRIGGER IF EXISTS seats_on_insert ON leadership_enrolment_enrolment;
DROP TRIGGER IF EXISTS seats_on_update ON leadership_enrolment_enrolment;
DROP TRIGGER IF EXISTS seats_on_contract ON leadership_enrolment_contract;
DROP TRIGGER IF EXISTS places_on_cohort ON leadership_enrolment_cohort;
DROP FUNCTION IF EXISTS leadership_seats_on_insert();
DROP FUNCTION IF EXISTS leadership_seats_on_update();
DROP FUNCTION IF EXISTS leadership_assert_seats(bigint[], bigint[]);
DROP FUNCTION IF EXISTS leadership_check_capacity();
"""

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

STAGE = """
CREATE FUNCTION leadership_stage_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'enrolment_stage: the stage at which a place was taken stays'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER stage_stays BEFORE UPDATE OF stage ON leadership_enrolment_enrolment
    FOR EACH ROW WHEN (OLD.stage <> '' AND NEW.stage <> OLD.stage)
    EXECUTE FUNCTION leadership_stage_stays();
"""

UNDO_STAGE = """
DROP TRIGGER IF EXISTS stage_stays ON leadership_enrolment_enrolment;
DROP FUNCTION IF EXISTS leadership_stage_stays();
"""

NOBODY_NEW = """
CREATE FUNCTION leadership_nobody_new() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed record;
BEGIN
    SELECT v.title, r.cut_off INTO closed FROM after e
        JOIN leadership_programmes_programmeversion v ON v.id = e.version_id
        JOIN leadership_programmes_retirement r
            ON r.programme_key = v.programme_key AND r.taken_back_on IS NULL
        WHERE r.cut_off <= (e.created_at AT TIME ZONE 'Europe/London')::date LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% takes nobody new from % on', closed.title, closed.cut_off
            USING ERRCODE = 'check_violation', CONSTRAINT = 'nobody_new_after_the_cut_off';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER nobody_new AFTER INSERT ON leadership_enrolment_enrolment
    REFERENCING NEW TABLE AS after FOR EACH STATEMENT EXECUTE FUNCTION leadership_nobody_new();
"""

ANYBODY = """
DROP TRIGGER IF EXISTS nobody_new ON leadership_enrolment_enrolment;
DROP FUNCTION IF EXISTS leadership_nobody_new();
"""

LATER = """
CREATE FUNCTION leadership_later_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM leadership_programmes_retirement r
        WHERE r.id = NEW.retirement_id AND r.closes_on >= NEW.closes_on
    ) THEN
        RAISE EXCEPTION 'nobody has less time to finish than was announced'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'later_closing_is_later';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER later_closing BEFORE INSERT ON leadership_enrolment_laterclosing
    FOR EACH ROW EXECUTE FUNCTION leadership_later_closing();
"""

NOT_LATER = """
DROP TRIGGER IF EXISTS later_closing ON leadership_enrolment_laterclosing;
DROP FUNCTION IF EXISTS leadership_later_closing();
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_enrolment", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [
        append_only("leadership_enrolment_transition"),
        append_only("leadership_enrolment_extension"),
        append_only("leadership_enrolment_laterclosing"),
        migrations.RunSQL(CHECK_SEATS, UNDO_SEATS),
        migrations.RunSQL(MOVES, UNDO_MOVES),
        migrations.RunSQL(STAY, UNDO_STAY),
        migrations.RunSQL(STAGE, UNDO_STAGE),
        migrations.RunSQL(NOBODY_NEW, ANYBODY),
        migrations.RunSQL(LATER, NOT_LATER),
    ]
