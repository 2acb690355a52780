"""Work for the demonstration's marker: three plans of invented consultants, one waiting, one returned, one passed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.demo import users
from lms.actions import learning, marking, work
from lms.actions.base import Context
from lms.actions.context import for_learner
from lms.assignments.models import Submission
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.progress.selectors import tree_for
from programmes.models import Activity

ADAS = """
What for. A GP who sends us somebody with a new murmur waits nineteen working days for a letter. In that time the patient rings
the surgery twice. I want every GP to know within two working days what we think and what happens next.

Whom I asked. Two GPs, the clinic nurse, our two secretaries and the service manager. I had planned a new template. The
secretaries showed me that typing takes a day and that letters then wait in a folder for my signature, often for a week, because
I sign on Fridays. One GP said that she needs three lines and not two pages. So the template can wait, and my Fridays cannot.

Steps and days. First, from next Tuesday, I dictate three lines for the GP before the patient has left the room, and the
secretary sends them the same day. I try it with one clinic for two weeks. Second, by the end of the month, I sign every day at
13:00, and my colleague signs for me when I am away; he has agreed. Third, in the second month, if the first two have held, the
nurse sends the three lines from a list, without me.

How I will know. The secretary counts, every Friday, working days from clinic to letter for ten patients. Today the middle of
them is nineteen. I stop if the long letters begin to be late because of the short ones, or if a GP tells us that three lines
were misleading.

What I leave alone. The referral form, which everybody dislikes, and the question who reads echocardiograms at weekends. Both are
older than I am, and both need people whom I have not met yet. I shall ask about the first in spring.
"""

BASHIRS = """
My plan for the first hundred days is to improve communication on the acute medical unit. Communication is very important for
patient safety, and problems with it are a factor in many incidents. I have noticed since I started that handover could be
better, that families are not always kept informed and that other departments do not always know what we do.

I will begin with handover. Handover should be structured and everybody should attend. I will introduce a structured handover
sheet, based on one that I used in my last hospital, where it worked very well. I will present it at the departmental meeting
and ask everybody to use it. I will also give a teaching session for the resident doctors about good handover, and I will make a
poster for the doctors’ office.

Then I will work on families. I will encourage the team to speak to families every day. I will lead by example, and I will ask
the ward clerks to write down when a family has rung. I think that this would reduce the number of complaints.

Finally I will build better relationships with the other departments, above all the emergency department and radiology, by going
to their meetings when I can and by inviting them to ours. Relationships are the key to everything in a hospital.

I will know that it has worked when handover is better and when people tell me that communication has improved. I will also look
at incidents and complaints over the year. I expect some resistance to change, because people are used to the way in which things
are done, but I will keep explaining the reasons, and I am sure that most of my colleagues will see the benefit in the end. I will
review my plan after a hundred days and adapt it as necessary to what I have found by then.
"""

CARYSS = """
What for. Parents of a child who goes home with a new inhaler should be able to use it, and know whom to ring. At present every
fourth child is back within a month, and we find the spacer still in its bag.

Why now. The respiratory nurse goes down to three days a week in the new year. What she carries in her head has to be in the ward
before then. It also fits what the board has promised for this year: fewer children back within thirty days.

Whom I asked. The respiratory nurse, two night nurses, the pharmacist, three sets of parents and a school nurse. I wanted a film on
a tablet. The parents wanted somebody to watch them do it, once, without a queue behind them. The night nurses said that they have
that quarter of an hour at six in the evening, and that nobody had ever asked them. So there is no film.

Steps and days. From 3 March one nurse each evening watches one family use the spacer and ticks four points; Sister chose the first
two nurses. From 1 April the pharmacist hands out no spacer without the ticked card. By 30 April the telephone number on the card is
answered by the ward and not by a machine. To make room I give up the asthma working group, and the lead nurse has agreed.

How I will know. How many of the children who went home in a week had the card: none today, eight in ten by May. Beside it, how many
are back within thirty days, and how late the evening medicines are, which is what could get worse. If they are late on more than two
evenings in a week I stop, and we find another hour.

What I leave alone. The discharge letter, and clinic times: both belong to others, and both can wait until autumn.
"""


@dataclass(frozen=True)
class Marks:
    """The level given in each criterion, from 0, and what is said with it."""

    levels: tuple[int, ...]
    feedback: str


RETURNED = Marks(
    (0, 0, 0, 0),
    "Handover is worth your hundred days. As it stands nobody could say in three months whether you did it. Choose one of the three "
    "themes. Ask a nurse in charge and two resident doctors what happens at 20:00 before you bring a sheet from elsewhere, and say "
    "what they told you. Then give it a day, a name and one number that can be counted. I look forward to the next one.",
)
PASSED = Marks(
    (2, 2, 2, 1),
    "You let the parents change your mind, and said so: that is the best part. Look again at the eight in ten. If the first two "
    "nurses are keen ones, May may tell you more about them than about the card.",
)


def tell(places: dict[str, Enrolment], *, now: datetime) -> None:
    """``places`` are by address. Ada’s plan waits, Bashir’s came back, Carys’s has passed."""
    marker = for_learner(users.ensure(users.MARKER), now=now)
    told = (
        (users.CONSULTANT.email, ADAS, None),
        (users.BASHIR.email, BASHIRS, RETURNED),
        (users.CARYS.email, CARYSS, PASSED),
    )
    for email, text, marks in told:
        submission = _hand_in(places[email], text, now=now)
        if marks is not None:
            _mark(marker, submission, marks)


def _hand_in(row: Enrolment, text: str, *, now: datetime) -> Submission:
    """With what comes before it in its module, so that nothing of it is left but the marks."""
    context = for_learner(_user_of(row), now=now)
    plan = next(each for each in tree_for(row).activities.values() if each.kind == "assignment")
    before = [
        each
        for each in tree_for(row).activities.values()
        if each.version_id == plan.version_id and each.key != plan.key
    ]
    for activity in before:
        learning.complete_activity(
            context, enrolment_uid=row.uid, activity_key=activity.key, answers=_answers(activity)
        )
    _outcome, submission = work.hand_in(
        context, enrolment_uid=row.uid, activity_key=plan.key, answers={"text": text.strip()}
    )
    if submission is None:
        raise LookupError(f"the demonstration's plan was not taken: {_outcome.errors}")
    return submission


def _user_of(row: Enrolment) -> Any:
    return (
        Person.objects.unscoped(reason="the demonstration's own people")
        .select_related("user")
        .get(pk=row.person_id)
        .user
    )


def _answers(activity: Activity) -> dict[str, Any]:
    """To a self-assessment the second step of the scale; to a reading nothing."""
    scoring = activity.scoring
    return {"ratings": {each["id"]: scoring["scale"][1] for each in scoring.get("elements", ())}}


def _mark(marker: Context, submission: Submission, marks: Marks) -> None:
    criteria = submission.activity.scoring["criteria"]
    levels = {
        each["id"]: each["levels"][place]["id"] for each, place in zip(criteria, marks.levels, strict=True)
    }
    marking.start_marking(marker, submission_uid=submission.uid)
    marking.finish_marking(marker, submission_uid=submission.uid, levels=levels, feedback=marks.feedback)
