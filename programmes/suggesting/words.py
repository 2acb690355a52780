"""The words of texts as PostgreSQL's own text search reads them: English, stemmed, without the commonest."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

LEXEMES = """
SELECT place, word.lexeme, cardinality(word.positions)
FROM unnest(%s::text[]) WITH ORDINALITY AS given(text, place),
     unnest(to_tsvector('pg_catalog.english', given.text)) AS word
"""


def words_of(texts: Sequence[str]) -> list[dict[str, int]]:
    """Of each text, how often each of its words stands in it: one query."""
    found: list[dict[str, int]] = [{} for _text in texts]
    if not texts:
        return found
    with connection.cursor() as cursor:
        cursor.execute(LEXEMES, [list(texts)])
        for place, word, times in cursor.fetchall():
            found[place - 1][word] = times
    return found
