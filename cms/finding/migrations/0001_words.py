"""How words are read: English by its stems, any other language as it is written; both without accents."""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

ENGLISH = """
CREATE TEXT SEARCH CONFIGURATION leadership_english (COPY = pg_catalog.english);
ALTER TEXT SEARCH CONFIGURATION leadership_english
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, english_stem;
"""
PLAIN = """
CREATE TEXT SEARCH CONFIGURATION leadership_plain (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION leadership_plain
    ALTER MAPPING FOR hword, hword_part, word WITH unaccent, simple;
"""
DROP = "DROP TEXT SEARCH CONFIGURATION IF EXISTS "


class Migration(migrations.Migration):
    initial = True

    dependencies = [("leadership_site", "0002_search_and_permissions")]

    operations = [
        UnaccentExtension(),
        migrations.RunSQL(ENGLISH, f"{DROP} leadership_english"),
        migrations.RunSQL(PLAIN, f"{DROP} leadership_plain"),
    ]
