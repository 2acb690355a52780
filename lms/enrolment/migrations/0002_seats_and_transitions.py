"""Seats and places are never oversold, under any concurrency; transitions are never edited.

The trigger runs once per statement. It locks the contracts (and cohorts) concerned in key order, then
counts: a second transaction waits at the lock and then counts what the first has committed.
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

UNDO = """
DROP TRIGGER IF EXISTS seats_on_insert ON leadership_enrolment_enrolment;
DROP TRIGGER IF EXISTS seats_on_update ON leadership_enrolment_enrolment;
DROP TRIGGER IF EXISTS seats_on_contract ON leadership_enrolment_contract;
DROP TRIGGER IF EXISTS places_on_cohort ON leadership_enrolment_cohort;
DROP FUNCTION IF EXISTS leadership_seats_on_insert();
DROP FUNCTION IF EXISTS leadership_seats_on_update();
DROP FUNCTION IF EXISTS leadership_assert_seats(bigint[], bigint[]);
DROP FUNCTION IF EXISTS leadership_check_capacity();
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_enrolment", "0001_initial"), ("leadership_kernel", "0002_append_only")]

    operations = [
        append_only("leadership_enrolment_transition"),
        migrations.RunSQL(CHECK_SEATS, UNDO),
    ]
