"""The learning record is append-only: the database says so.

Words beside a fact stay as they were written; erasing a person empties them and touches nothing else.
"""

from django.db import migrations

from kernel.database import append_only

STAY = """
CREATE FUNCTION leadership_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.text = '' AND NEW.evidence = ''
        AND (NEW.id, NEW.fact_id) = (OLD.id, OLD.fact_id) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% on words beside a fact is refused: they stay as they were written', TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER words_stay BEFORE UPDATE OR DELETE ON leadership_records_factwords
    FOR EACH ROW EXECUTE FUNCTION leadership_words_stay();
"""

UNDO = """
DROP TRIGGER IF EXISTS words_stay ON leadership_records_factwords;
DROP FUNCTION IF EXISTS leadership_words_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("leadership_records", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [
        append_only("leadership_records_learningfact"),
        append_only("leadership_records_questionoutcome"),
        append_only("leadership_records_selfrating"),
        append_only("leadership_records_evaluationanswer"),
        migrations.RunSQL(STAY, UNDO),
    ]
