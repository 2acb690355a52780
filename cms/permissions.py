"""Who may open and change which address of the site. Only the site knows all of them.

Our own addresses are declared one by one; those of Wagtail and allauth in groups, by the names of their
addresses. A test walks the running site and fails on an address that is missing here or answers otherwise;
``docs/permissions.md`` is made from this table. Who may do what underneath is in `lms.actions.permissions`.
"""

from __future__ import annotations

from collections.abc import Mapping

from cms.api_permissions import API
from cms.library_permissions import LIBRARY, LIBRARY_SCREENS
from cms.record_permissions import PORTFOLIO
from cms.roles import (
    DOCTORS,
    EDITORS,
    EVERYBODY,
    LEADS,
    NOBODY,
    NOT_YET_DOCTORS,
    OPERATORS,
    SIGNED_IN,
    STAFF,
    STUDIO,
    SUPERUSERS,
    THE_ANALYST,
    THE_LEAD,
    THE_LEARNER,
    THE_MARKER,
    Access,
    Group,
    Role,
    Roles,
    acting,
    both,
    looking,
    reading,
    screens,
)
from cms.study_permissions import STUDIES

__all__ = [
    "API",
    "DOCTORS",
    "EVERYBODY",
    "NOBODY",
    "NOT_YET_DOCTORS",
    "OWN",
    "THE_LEAD",
    "THIRD_PARTY",
    "Access",
    "Group",
    "Role",
    "Roles",
    "group_of",
    "own",
]

PUBLIC: Mapping[str, Access] = {
    "health": reading(EVERYBODY),
    "favicon": reading(EVERYBODY),
    "robots": reading(EVERYBODY),
    "sitemap": reading(EVERYBODY),
    "search": reading(EVERYBODY),
    **LIBRARY,
    "competencies:index": reading(EVERYBODY),
    "competencies:overview": reading(EVERYBODY),
    "competencies:stage": reading(EVERYBODY),
    "competencies:node": reading(EVERYBODY),
}

ACCOUNTS: Mapping[str, Access] = {
    # The switch in the footer.
    "choose_language": acting(EVERYBODY),
    "signed_in": both(SIGNED_IN),
    # Whoever holds the link from the mail: one to the new address, one to the old ones.
    "recover_account": both(EVERYBODY),
    "stop_recovery": both(EVERYBODY),
}

LEARNER_SITE: Mapping[str, Access] = {
    **PORTFOLIO,
    "leadership_learn:home": reading(DOCTORS),
    "leadership_learn:register": both(SIGNED_IN),
    "leadership_learn:profile": both(DOCTORS),
    "leadership_learn:post": both(DOCTORS),
    "leadership_learn:record": reading(DOCTORS),
    "leadership_learn:ask_later": acting(THE_LEARNER),
    "leadership_learn:competences": reading(DOCTORS),
    "leadership_learn:competences_at": reading(DOCTORS),
    "leadership_learn:settings": both(DOCTORS),
    "leadership_learn:extra_time": both(DOCTORS),
    "leadership_learn:calendar": both(DOCTORS),
    # Whoever holds the address: programs read it, and it shows titles and dates only.
    "leadership_learn:calendar_feed": reading(EVERYBODY),
    "leadership_learn:messages": reading(DOCTORS),
    "leadership_learn:mail": reading(THE_LEARNER),
    "leadership_learn:mail_choices": both(DOCTORS),
    # Whoever holds the link from the mail, and the mail program itself: it names one person and one kind.
    "leadership_learn:unsubscribe": both(EVERYBODY),
    "leadership_learn:cpd": reading(DOCTORS),
    "leadership_learn:cpd_csv": reading(DOCTORS),
    "leadership_learn:cpd_new": both(DOCTORS),
    "leadership_learn:cpd_take_in": both(DOCTORS),
    "leadership_learn:cpd_schemes": both(DOCTORS),
    "leadership_learn:cpd_stop_scheme": acting(THE_LEARNER),
    "leadership_learn:cpd_exemptions": both(DOCTORS),
    "leadership_learn:cpd_end_exemption": acting(THE_LEARNER),
    "leadership_learn:cpd_revalidation": both(DOCTORS),
    "leadership_learn:cpd_entry": both(THE_LEARNER),
    "leadership_learn:cpd_remove": both(THE_LEARNER),
    "leadership_learn:cpd_put_back": acting(THE_LEARNER),
    "leadership_learn:absences": both(DOCTORS),
    "leadership_learn:cancel_absence": both(THE_LEARNER),
    "leadership_learn:open_programmes": reading(DOCTORS),
    "leadership_learn:join": both(DOCTORS),
    # Whoever holds the link from the mail: it was sent to one address and names one invitation.
    "leadership_learn:invitation": reading(EVERYBODY),
    "leadership_learn:accept_invitation": acting(EVERYBODY),
    "leadership_learn:decline_invitation": acting(EVERYBODY),
    # Colours and a logo: whoever was given the address, which changes with them, may keep them.
    "leadership_learn:brand_style": reading(EVERYBODY),
    "leadership_learn:brand_logo": reading(EVERYBODY),
    "leadership_learn:programme": reading(THE_LEARNER),
    "leadership_learn:why": reading(THE_LEARNER),
    "leadership_learn:changes": reading(THE_LEARNER),
    "leadership_learn:credits": both(THE_LEARNER),
    "leadership_learn:credits_back": both(THE_LEARNER),
    "leadership_learn:place": reading(THE_LEARNER),
    "leadership_learn:resume": both(THE_LEARNER),
    "leadership_learn:activity": both(THE_LEARNER),
    "leadership_learn:begin": acting(THE_LEARNER),
    "leadership_learn:save_draft": acting(THE_LEARNER),
    "leadership_learn:draft_key": acting(DOCTORS),
    "leadership_learn:signed_in": reading(DOCTORS),
    "leadership_learn:media": reading(THE_LEARNER),
    "leadership_learn:add_files": acting(THE_LEARNER),
    "leadership_learn:work_file": reading(THE_LEARNER),
    "leadership_learn:remove_file": acting(THE_LEARNER),
    "leadership_learn:summary": reading(THE_LEARNER),
    "leadership_learn:summary_csv": reading(THE_LEARNER),
    # Markers: whoever was appointed for the programme. Here that is another doctor.
    "leadership_learn:marking": reading(THE_MARKER),
    "leadership_learn:mark": both(THE_MARKER),
    "leadership_learn:start_marking": acting(THE_MARKER),
    "leadership_learn:release_marking": acting(THE_MARKER),
    "leadership_learn:save_marking": acting(THE_MARKER),
    "leadership_learn:allow_again": acting(THE_MARKER),
    "leadership_learn:marked_file": reading(THE_MARKER),
}

# Whoever holds the code from a mail or letter: it opens one questionnaire, once, and names nobody.
SURVEY: Mapping[str, Access] = {
    "leadership_survey:start": both(EVERYBODY),
    "leadership_survey:answer": both(EVERYBODY),
    "leadership_survey:thanks": reading(EVERYBODY),
    "leadership_survey:privacy": reading(EVERYBODY),
}

SURVEYS_AT_THE_DESK: Mapping[str, Access] = {
    "leadership_surveys:list": reading(LEADS),
    "leadership_surveys:new": both(LEADS),
    "leadership_surveys:agreements": Access(read=LEADS, act=THE_LEAD),
    "leadership_surveys:performance": reading(LEADS),
    "leadership_surveys:improvements": reading(LEADS),
    "leadership_surveys:improvement": both(THE_LEAD),
    "leadership_surveys:new_improvement": both(THE_LEAD),
    "leadership_surveys:wave": reading(THE_LEAD),
    "leadership_surveys:change": both(THE_LEAD),
    "leadership_surveys:people": both(THE_LEAD),
    "leadership_surveys:lines": reading(THE_LEAD),
    "leadership_surveys:new_line": both(THE_LEAD),
    "leadership_surveys:line": both(THE_LEAD),
    "leadership_surveys:leave_out": acting(THE_LEAD),
    "leadership_surveys:poster": reading(THE_LEAD),
    "leadership_surveys:campaign": reading(THE_LEAD),
    "leadership_surveys:register": acting(THE_LEAD),
    "leadership_surveys:template": reading(THE_LEAD),
    "leadership_surveys:codes": reading(THE_LEAD),
    "leadership_surveys:results": reading(THE_LEAD),
    "leadership_surveys:words": reading(THE_LEAD),
    "leadership_surveys:report": reading(THE_LEAD),
    "leadership_surveys:table": reading(THE_LEAD),
    "leadership_surveys:publish": both(THE_LEAD),
    "leadership_surveys:publish_more": both(THE_LEAD),
    "leadership_surveys:act": both(THE_LEAD),
}

# Whoever an operator let read the results of all trusts. Here that is somebody of the editors.
ANALYSIS: Mapping[str, Access] = {
    "leadership_analysis:home": both(THE_ANALYST),
    "leadership_analysis:figures": acting(THE_ANALYST),
    "leadership_analysis:performance": reading(THE_ANALYST),
    "leadership_analysis:wave": reading(THE_ANALYST),
}

TRUST_DESK: Mapping[str, Access] = {
    "leadership_trust:home": reading(LEADS),
    "leadership_trust:enrolments": reading(LEADS),
    "leadership_trust:export": reading(LEADS),
    "leadership_trust:export_xlsx": reading(LEADS),
    "leadership_trust:enrolment": reading(THE_LEAD),
    "leadership_trust:recognise": both(THE_LEAD),
    "leadership_trust:recognise_back": both(THE_LEAD),
    "leadership_trust:act": both(THE_LEAD),
    "leadership_trust:enrol": both(LEADS),
    "leadership_trust:cohorts": reading(LEADS),
    "leadership_trust:new_cohort": both(LEADS),
    "leadership_trust:cohort": reading(THE_LEAD),
    "leadership_trust:change_cohort": both(THE_LEAD),
    "leadership_trust:cohort_again": both(THE_LEAD),
    "leadership_trust:upload": both(LEADS),
    "leadership_trust:template": reading(LEADS),
    "leadership_trust:import": reading(THE_LEAD),
    "leadership_trust:columns": both(THE_LEAD),
    "leadership_trust:rematch": acting(THE_LEAD),
    "leadership_trust:row": acting(THE_LEAD),
    "leadership_trust:missing": both(THE_LEAD),
    "leadership_trust:confirm": both(THE_LEAD),
    "leadership_trust:left_out": reading(THE_LEAD),
    "leadership_trust:left_out_xlsx": reading(THE_LEAD),
    "leadership_trust:brands": reading(LEADS),
    "leadership_trust:brand": both(THE_LEAD),
    "leadership_trust:markers": both(LEADS),
    "leadership_trust:end_marker": acting(THE_LEAD),
    "leadership_trust:reminders": reading(LEADS),
    "leadership_trust:dry_run": reading(LEADS),
    "leadership_trust:dry_run_xlsx": reading(LEADS),
    "leadership_trust:reminder_programmes": reading(LEADS),
    "leadership_trust:reminder_rules": both(THE_LEAD),
    "leadership_trust:reminder_preview": reading(THE_LEAD),
    "leadership_trust:mail": reading(THE_LEAD),
}

SCREENS: Mapping[str, Access] = {
    **screens("organisations", OPERATORS),
    **screens("brands", OPERATORS),
    **screens("leads", OPERATORS),
    **screens("stages", OPERATORS),
    **screens("grades", OPERATORS),
    **screens("recoveries", OPERATORS),
    **screens("contracts", OPERATORS),
    **screens("cohorts", OPERATORS),
    **screens("contact_messages", EDITORS | OPERATORS),
    **LIBRARY_SCREENS,
    # Visitors write them, on the contact page.
    "contact_messages:add": Access(),
    **looking("leadership_frameworks", SUPERUSERS),
    **looking("leadership_framework_nodes", SUPERUSERS),
    "leadership_media_file": reading(STUDIO),
    "leadership_studio_reminders": reading(STUDIO),
    "leadership_studio_reminders_of": reading(STUDIO),
    **screens("markers", OPERATORS),
    "leadership_recognised": reading(OPERATORS),
    "leadership_recognise": both(OPERATORS),
    "leadership_recognised_back": both(OPERATORS),
    **{f"leadership_evaluation{part}": reading(STUDIO) for part in ("s", "", "_csv")},
    **{f"leadership_insight{part}": reading(STUDIO) for part in ("", "_programme", "_csv")},
    "leadership_gift_import": both(STUDIO),
    "leadership_gift_export": reading(STUDIO),
    **{f"leadership_items{part}": reading(STUDIO) for part in ("", "_quiz", "_quiz_csv", "_question")},
    **{f"leadership_coverage{part}": reading(STUDIO) for part in ("", "_csv", "_cell")},
    "leadership_tree_problems": acting(STUDIO),
    "leadership_templates": reading(STUDIO),
    "leadership_template": both(STUDIO),
    "leadership_preflight": reading(STUDIO),
    "leadership_preflight_csv": reading(STUDIO),
    # What is in the form is looked at, and nothing is saved.
    "leadership_preflight_check": acting(STUDIO),
    "leadership_languages": reading(STUDIO),
    "leadership_suggested_claims": both(STUDIO),
    "leadership_compare": reading(STUDIO),
    "leadership_review": reading(STUDIO),
    "leadership_amendments": both(STUDIO),
    "leadership_retirements": reading(STUDIO | OPERATORS),
    "leadership_retirement": both(STUDIO | OPERATORS),
    "leadership_retirement_correction": both(STUDIO | OPERATORS),
    **{f"leadership_instrument{part}": reading(STUDIO | OPERATORS) for part in ("s", "")},
    **{f"leadership_instrument_{part}": both(OPERATORS) for part in ("upload", "publish", "delete")},
    "leadership_instrument_export": reading(OPERATORS),
    "leadership_norms": reading(OPERATORS),
    **{f"leadership_norm{part}": both(OPERATORS) for part in ("", "_make", "_take")},
    **{f"leadership_{name}": both(OPERATORS) for name in ("outcomes", "analysts", "analyst")},
    # Whoever may add pages below *Programmes* makes the page of one.
    "cms_public_page": Access(read=STUDIO | EDITORS, act=EDITORS),
}

OWN: Mapping[str, Mapping[str, Access]] = {
    "Public pages of ours": PUBLIC,
    "Accounts, beside what allauth brings": ACCOUNTS,
    "The learner site": LEARNER_SITE,
    "The trust desk": TRUST_DESK,
    "Surveys at the trust desk": SURVEYS_AT_THE_DESK,
    "Answering a survey": SURVEY,
    "The results database": ANALYSIS,
    "Studies, for the people in their teams": STUDIES,
    "The interface for programs": API,
    "Our screens in the admin": SCREENS,
}

MODULES, MODULE_CHOOSER = "wagtailsnippets_leadership_programmes_*", "wagtailsnippetchoosers_leadership_*"

# The first group that covers a name counts.
THIRD_PARTY: tuple[Group, ...] = (
    Group(
        "Doors that lead to the one sign-in page",
        (
            "admin/login/",
            "_util/login/",
            "wagtailadmin_login",
            "wagtailcore_login",
            "wagtailadmin_logout",
            "wagtailadmin_password_reset*",
        ),
        Access(),
    ),
    Group(
        "Addresses of Wagtail's that nothing here uses",
        (
            "admin/^.*/$",
            "wagtail_bulk_action",
            "wagtailadmin_api:*:find",
            "wagtailadmin_block_preview",
            "wagtailadmin_pages:convert_alias",
            "wagtailadmin_workflows:add_task",
            "wagtailforms:*submissions*",
            "wagtailimages:url_generator*",
            "wagtailimages:create_multiple_from_uploaded_image",
            "wagtailimages:delete_upload_multiple",
            "wagtaillocales:add",
            "wagtailsettings:*",
            "wagtailsnippets:index",
        ),
        Access(),
    ),
    Group(
        "Studio: reviewing in a workflow, locking, deleting drafts (designers: what only they wrote)",
        (
            f"{MODULES}:delete",
            f"{MODULES}:lock",
            f"{MODULES}:unlock",
            f"{MODULES}:*workflow_action*",
            f"{MODULES}:workflow_preview",
        ),
        both(SUPERUSERS),
    ),
    Group(
        "Studio: the question before a review is ended",
        (f"{MODULES}:confirm_workflow_cancellation",),
        both(STAFF),
    ),
    Group(
        "Studio: modules, programmes and their translations, video and audio",
        (f"{MODULES}:*", "simple_translation:submit_snippet_translation"),
        both(STUDIO),
    ),
    Group("Studio: choosers of modules, programmes, video and audio", (f"{MODULE_CHOOSER}:*",), both(STAFF)),
    Group(
        "The admin's home, own account, pickers and site history",
        (
            "wagtailadmin_home",
            "wagtailadmin_account",
            "wagtailadmin_dismissibles",
            "wagtailadmin_error_test",
            "admin/test404/",
            "wagtailadmin_api:*:listing",
            "wagtailadmin_api:documents:*",
            "wagtailadmin_api:images:*",
            "wagtailadmin_choose_page*",
            "wagtailadmin_tag_*",
            "wagtailadmin_workflows:task_chooser*",
            "wagtailadmin_workflows:task_chosen",
            "wagtailadmin_reports:site_history*",
            "wagtailadmin_editing_sessions:release",
            "wagtailadmin_pages:choose_parent",
            "wagtailadmin_pages:revisions_index",
            "wagtailadmin_pages:confirm_workflow_cancellation",
            "wagtailembeds:*",
            "wagtaildocs_chooser:cho*e",
            "wagtaildocs_chooser:choose_results",
            "wagtaildocs_chooser:chosen_multiple",
            "wagtailimages_chooser:cho*e",
            "wagtailimages_chooser:choose_results",
            "wagtailimages_chooser:chosen_multiple",
        ),
        both(STAFF),
    ),
    Group(
        "Pictures and documents chosen for a page",
        ("wagtaildocs_chooser:chosen", "wagtailimages_chooser:chosen", "wagtailimages_chooser:select_format"),
        both(EDITORS | OPERATORS),
    ),
    Group(
        "Moving a page: the question, then the act",
        ("wagtailadmin_pages:move_confirm",),
        Access(read=STAFF, act=SUPERUSERS),
    ),
    Group(
        "Publishing, moving and protecting public pages",
        (
            "wagtailadmin_pages:delete",
            "wagtailadmin_pages:unpublish",
            "wagtailadmin_pages:move",
            "wagtailadmin_pages:*workflow_action*",
            "wagtailadmin_pages:workflow_preview",
            "wagtailadmin_pages:set_p*",
            "wagtailadmin_pages:lock",
            "wagtailadmin_pages:unlock",
            "wagtailadmin_pages:revisions_unschedule",
            "wagtailadmin_api:pages:action",
            "simple_translation:submit_page_translation",
        ),
        both(SUPERUSERS),
    ),
    Group(
        "Documents uploaded by somebody else and not described yet",
        ("wagtaildocs:create_multiple_from_uploaded_document", "wagtaildocs:delete_upload_multiple"),
        acting(SUPERUSERS),
    ),
    Group(
        "Public pages, pictures and documents",
        (
            "wagtailadmin_explore*",
            "wagtailadmin_pages:*",
            "wagtailadmin_api:pages:*",
            "wagtailadmin_editing_sessions:ping",
            "wagtailadmin_reports:workflow*",
            "wagtailadmin_reports:aging_pages*",
            "wagtailadmin_reports:page_types_usage*",
            "wagtailforms:*",
            "wagtaildocs:*",
            "wagtailimages:*",
            "wagtaildocs_chooser:create",
            "wagtailimages_chooser:create",
        ),
        both(EDITORS),
    ),
    Group(
        "Users, groups, sites, languages, collections, workflows, redirects",
        (
            "wagtailusers_*",
            "wagtailsites:*",
            "wagtaillocales:*",
            "wagtailadmin_collections:*",
            "wagtailadmin_workflows:*",
            "wagtailadmin_reports:locked_pages*",
            "wagtailredirects:*",
        ),
        both(SUPERUSERS),
    ),
    Group(
        "Public pages as visitors read them",
        (
            "wagtail_serve",
            "wagtaildocs_serve",
            "wagtail*_authenticate_with_password",
            "wagtailadmin_sprite",
            "wagtailadmin_javascript_catalog",
        ),
        both(EVERYBODY),
    ),
    Group(
        "Signing in and up, and forgotten passwords",
        (
            "account_login",
            "account_signup",
            "account_logout",
            "account_inactive",
            "account_email_verification_sent",
            "account_reset_password*",
        ),
        both(EVERYBODY),
    ),
    Group(
        "Confirming an address: whoever holds the key from the mail; here a wrong one",
        ("account_confirm_email",),
        reading(EVERYBODY),
    ),
    Group(
        "Steps that only a sign-in under way, or a second factor that is set up, leads to",
        ("mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"),
        Access(),
    ),
    Group(
        "The own account: addresses, password, second factor",
        ("account_*", "mfa_*"),
        both(SIGNED_IN),
    ),
)


def own(name: str) -> Access | None:
    """What is declared for an address of ours."""
    return next((table[name] for table in OWN.values() if name in table), None)


def group_of(name: str) -> Group | None:
    return next((group for group in THIRD_PARTY if group.covers(name)), None)
