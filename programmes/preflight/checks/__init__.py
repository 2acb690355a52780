"""The rules that are shipped, one class each."""

from programmes.preflight.checks import (
    activities,
    competences,
    dates,
    fields,
    languages,
    links,
    recordings,
    trees,
    used,
    words,
)

SHIPPED = (
    *fields.RULES,
    *trees.RULES,
    *used.RULES,
    *activities.RULES,
    *competences.RULES,
    *dates.RULES,
    *recordings.RULES,
    *words.RULES,
    *links.RULES,
    *languages.RULES,
)
