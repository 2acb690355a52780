"""The address under which a doctor's own calendar reads their due dates."""

from __future__ import annotations

from kernel.audit import Change
from lms.actions.base import Act, action
from lms.actions.errors import NotAllowed
from lms.calendar.models import CalendarFeed
from lms.calendar.services import feeds
from lms.people.locks import lock_self


@action("calendar_feed.make")
def make_feed(act: Act) -> CalendarFeed:
    """A new address; whoever knows an earlier one reads nothing by it any more."""
    person = lock_self(act.viewer)
    if person is None:
        raise NotAllowed
    feed, renewed = feeds.renew(person.pk, now=act.now)
    act.audit(Change(feed, codes={"renewed": renewed}, subject_key=person.pk))
    return feed


@action("calendar_feed.end")
def end_feed(act: Act) -> bool:
    """Whether there was one."""
    person = lock_self(act.viewer)
    if person is None:
        raise NotAllowed
    ended = feeds.end(person.pk)
    if ended:
        act.audit(Change(person, subject_key=person.pk))
    else:
        act.changed_nothing()
    return ended
