"""The words of every entry as PostgreSQL searches them, worked out by the database itself from the columns beside."""

from django.db import migrations


def vector(configuration: str, *columns: str) -> str:
    parts = (
        f"setweight(to_tsvector('{configuration}'::regconfig, {name}), '{weight}')"
        for name, weight in zip(columns, "ABD", strict=False)
    )
    return " || ".join(parts)


def column(name: str, *columns: str) -> str:
    return (
        f"ADD COLUMN {name} tsvector GENERATED ALWAYS AS (CASE WHEN language LIKE 'en%' "
        f"THEN {vector('leadership_english', *columns)} ELSE {vector('leadership_plain', *columns)} END) STORED"
    )


ADD = f"""
ALTER TABLE leadership_finding_entry
    {column("head", "title", "summary")},
    {column("words", "title", "summary", "body")};
CREATE INDEX finding_entry_words ON leadership_finding_entry USING gin (words);
"""
DROP = "ALTER TABLE leadership_finding_entry DROP COLUMN head, DROP COLUMN words"


class Migration(migrations.Migration):
    dependencies = [("leadership_finding", "0002_tables")]

    operations = [migrations.RunSQL(ADD, DROP)]
