"""Who may do what: one line an action. The code, the tests and docs/permissions.md read this table."""

from __future__ import annotations

from collections.abc import Mapping

from kernel.access import ViewerKind

SELF, TRUST, SYSTEM = ViewerKind.SELF, ViewerKind.TRUST, ViewerKind.SYSTEM

ALLOWED: Mapping[str, frozenset[ViewerKind]] = {
    # What a doctor or student does about themselves
    "person.register": frozenset({SELF}),
    "person.update": frozenset({SELF}),
    "person.change_post": frozenset({SELF, SYSTEM}),
    "person.ask_later": frozenset({SELF}),
    "person.choose_language": frozenset({SELF}),
    "api_token.make": frozenset({SELF}),
    "api_token.revoke": frozenset({SELF}),
    "enrolment.accept": frozenset({SELF}),
    "enrolment.decline": frozenset({SELF, ViewerKind.LINK}),
    "enrolment.join": frozenset({SELF}),
    "activity.save_draft": frozenset({SELF}),
    "activity.keep_place": frozenset({SELF}),
    "activity.begin": frozenset({SELF}),
    "activity.complete": frozenset({SELF}),
    "work.add_files": frozenset({SELF}),
    "work.remove_file": frozenset({SELF}),
    "work.hand_in": frozenset({SELF}),
    "credits.record": frozenset({SELF}),
    "credits.withdraw": frozenset({SELF}),
    "absence.record": frozenset({SELF}),
    "absence.cancel": frozenset({SELF}),
    "calendar_feed.make": frozenset({SELF}),
    "calendar_feed.end": frozenset({SELF}),
    "reminders.choose": frozenset({SELF}),
    "reminders.unsubscribe": frozenset({ViewerKind.LINK}),
    # What a marker does, with the work of others
    "marking.start": frozenset({SELF}),
    "marking.release": frozenset({SELF}),
    "marking.save": frozenset({SELF}),
    "marking.finish": frozenset({SELF}),
    "marking.allow_again": frozenset({SELF}),
    # What either side of a sponsored enrolment may do
    "enrolment.withdraw": frozenset({SELF, TRUST, SYSTEM}),
    "enrolment.defer": frozenset({SELF, TRUST, SYSTEM}),
    "enrolment.resume": frozenset({SELF, TRUST, SYSTEM}),
    "extra_time.set": frozenset({SELF, TRUST}),
    "enrolment.extend": frozenset({TRUST, SYSTEM}),
    "learning.recognise": frozenset({TRUST, SYSTEM}),
    "learning.withdraw_recognition": frozenset({TRUST, SYSTEM}),
    # What a trust lead does for the organisation
    "enrolment.enrol": frozenset({TRUST}),
    "enrolment.note": frozenset({TRUST}),
    "invitation.resend": frozenset({TRUST}),
    "invitation.again": frozenset({TRUST}),
    "import.upload": frozenset({TRUST}),
    "import.read_otherwise": frozenset({TRUST}),
    "import.match": frozenset({TRUST}),
    "import.rematch": frozenset({TRUST}),
    "import.mend": frozenset({TRUST}),
    "import.decide": frozenset({TRUST}),
    "import.tick_leavers": frozenset({TRUST}),
    "import.write": frozenset({TRUST}),
    "import.confirm": frozenset({TRUST}),
    "reminders.narrow": frozenset({TRUST}),
    "brand.save": frozenset({TRUST, SYSTEM}),
    "marker.appoint": frozenset({TRUST, SYSTEM}),
    "marker.end": frozenset({TRUST, SYSTEM}),
    # What whoever publishes a programme does with those who are on an earlier version
    "amendment.start": frozenset({SYSTEM}),
    "amendment.move": frozenset({SYSTEM}),
    "amendment.take_back": frozenset({SYSTEM}),
    "amendment.decide": frozenset({SYSTEM}),
    "amendment.equate": frozenset({SYSTEM}),
    # What whoever publishes programmes, and operators, do to end one
    "programme.retire": frozenset({SYSTEM}),
    "programme.take_back_retirement": frozenset({SYSTEM}),
    "programme.correct_retirement": frozenset({SYSTEM}),
    "programme.close_later": frozenset({SYSTEM}),
    "programme.to_successor": frozenset({SYSTEM}),
    "programme.succeed": frozenset({SYSTEM}),
    # What operators do in the admin
    "organisation.save": frozenset({SYSTEM}),
    "contract.create": frozenset({SYSTEM}),
    "contract.change": frozenset({SYSTEM}),
    "cohort.create": frozenset({SYSTEM, TRUST}),
    "cohort.change": frozenset({SYSTEM, TRUST}),
    "lead.appoint": frozenset({SYSTEM}),
    "membership.end": frozenset({SYSTEM}),
    "fact.revoke": frozenset({SYSTEM}),
    # What the clock does
    "invitation.expire": frozenset({SYSTEM}),
    "invitation.purge": frozenset({SYSTEM}),
    "import.checked": frozenset({SYSTEM}),
    "import.give_up": frozenset({SYSTEM}),
    "import.purge": frozenset({SYSTEM}),
}
