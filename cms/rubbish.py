"""How often a process looks for rubbish that refers to itself.

Django and Wagtail are a million objects that stay. Python's own settings look through them again and again: a
fifth of the processor time of tests and migrations, which this gives back for some megabytes.
"""

import gc

OBJECTS, YOUNG, OLDER = 20_000, 20, 20


def load_in_peace() -> None:
    """Call it before Django is loaded, which otherwise takes a quarter longer."""
    gc.set_threshold(OBJECTS, YOUNG, OLDER)


def look_less_often() -> None:
    """Call it when everything is loaded: what is there now is never looked through again."""
    load_in_peace()
    gc.collect()
    gc.freeze()
