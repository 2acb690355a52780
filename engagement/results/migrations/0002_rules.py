"""What was told stays told; and nothing is told but of closed waves, in groups that are never divided."""

from django.db import migrations

from kernel.database import append_only

TABLES = ("publication", "atom", "atomstratum", "publishedgroup", "publishedscore", "publisheditem", "publishedalpha")

FUNCTIONS = """
CREATE FUNCTION leadership_results_of_closed_wave() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM leadership_waves_surveywave
                   WHERE id = NEW.wave_id AND state = 'closed' AND fewest <= NEW.fewest) THEN
        RAISE EXCEPTION 'results are published of closed waves, in groups no smaller than their smallest'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM leadership_results_publication
               WHERE wave_id = NEW.wave_id AND fewest <> NEW.fewest) THEN
        RAISE EXCEPTION 'the smallest group of a wave stays what it was at its first publication'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION leadership_results_of_first_publication() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM leadership_results_publication WHERE id = NEW.publication_id AND number = 1) THEN
        RAISE EXCEPTION 'the first publication of a wave fixes its indivisible groups'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION leadership_results_of_same_wave() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM leadership_results_atom a
                   JOIN leadership_results_publication p ON p.id = a.publication_id
                   JOIN leadership_waves_stratum s ON s.wave_id = p.wave_id AND s.respondents = a.respondents
                   WHERE a.id = NEW.atom_id AND s.id = NEW.stratum_id) THEN
        RAISE EXCEPTION 'a stratum lies in a group of its own wave and respondents'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION leadership_results_of_whole_atoms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT unnest(NEW.atoms)
               EXCEPT
               SELECT a.number FROM leadership_results_atom a
               JOIN leadership_results_publication first ON first.id = a.publication_id
               JOIN leadership_results_publication this ON this.wave_id = first.wave_id
               WHERE this.id = NEW.publication_id AND a.respondents = NEW.respondents) THEN
        RAISE EXCEPTION 'a published group is made of the indivisible groups of its wave and respondents'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION leadership_results_of_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM leadership_results_publishedgroup WHERE id = NEW.group_id AND dimension = '') THEN
        RAISE EXCEPTION 'statements and reliabilities are told of all together alone'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""
GUARDS = {
    "publication": "closed_wave",
    "atom": "first_publication",
    "atomstratum": "same_wave",
    "publishedgroup": "whole_atoms",
    "publisheditem": "all",
    "publishedalpha": "all",
}
TRIGGERS = "".join(
    f"CREATE TRIGGER of_{rule} BEFORE INSERT ON leadership_results_{table}"
    f" FOR EACH ROW EXECUTE FUNCTION leadership_results_of_{rule}();\n"
    for table, rule in GUARDS.items()
)
DROP = "".join(
    f"DROP FUNCTION IF EXISTS leadership_results_of_{rule}() CASCADE;\n" for rule in dict.fromkeys(GUARDS.values())
)


class Migration(migrations.Migration):
    dependencies = [("leadership_results", "0001_tables"), ("leadership_kernel", "0002_rules")]

    operations = [
        *(append_only(f"leadership_results_{table}") for table in TABLES),
        migrations.RunSQL(FUNCTIONS + TRIGGERS, DROP),
    ]
