"""What the database itself says of published versions and retirements, and the groups that work in the Studio.

A published version never changes. A requirement stands, and needs others, in its own version. What was announced of a
retirement stays as it was said, but for its being taken back.

Designers write, translate and publish, and may do nothing else. Those who sign see the Studio; what they sign they may
open while it waits for them.
"""

from django.db import migrations

from kernel.database import append_only
from kernel.groups import ENTER_ADMIN, after_leave_to_choose, make_group, permissions

APPEND_ONLY = (
    "moduleversion",
    "moduletext",
    "activity",
    "activityclaim",
    "modulefile",
    "programmeversion",
    "programmetext",
    "requirement",
    "requirementneed",
    "requirementstage",
    "reminderrule",
)

ONE_VERSION = """
CREATE FUNCTION leadership_requirement_has_parent_of_its_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.parent_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM leadership_programmes_requirement above
        WHERE above.id = NEW.parent_id AND above.version_id = NEW.version_id AND above.kind <> 'item'
    ) THEN
        RAISE EXCEPTION 'requirement_parent: a requirement stands in a group of its own version'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION leadership_requirement_needs_its_own_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT version_id FROM leadership_programmes_requirement WHERE id = NEW.requirement_id)
        <> (SELECT version_id FROM leadership_programmes_requirement WHERE id = NEW.needs_id)
    THEN
        RAISE EXCEPTION 'requirement_need: what a requirement needs is in its own version'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_version BEFORE INSERT ON leadership_programmes_requirement
    FOR EACH ROW EXECUTE FUNCTION leadership_requirement_has_parent_of_its_version();
CREATE TRIGGER one_version BEFORE INSERT ON leadership_programmes_requirementneed
    FOR EACH ROW EXECUTE FUNCTION leadership_requirement_needs_its_own_version();
"""

ANY_VERSION = """
DROP TRIGGER IF EXISTS one_version ON leadership_programmes_requirement;
DROP TRIGGER IF EXISTS one_version ON leadership_programmes_requirementneed;
DROP FUNCTION IF EXISTS leadership_requirement_has_parent_of_its_version();
DROP FUNCTION IF EXISTS leadership_requirement_needs_its_own_version();
"""

KEPT = "programme_id, programme_key, uid, cut_off, closes_on, reason, successor_id, announced_on, announced_at"
STAYS = f"""
CREATE FUNCTION leadership_retirement_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was announced of the retirement of a programme stays'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER retirement_stays BEFORE UPDATE ON leadership_programmes_retirement
    FOR EACH ROW WHEN (
        OLD.taken_back_on IS NOT NULL
        OR ({", ".join(f"OLD.{name}" for name in KEPT.split(", "))})
            IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in KEPT.split(", "))})
    ) EXECUTE FUNCTION leadership_retirement_stays();
CREATE TRIGGER retirement_kept BEFORE DELETE ON leadership_programmes_retirement
    FOR EACH ROW EXECUTE FUNCTION leadership_retirement_stays();
"""

UNDO_STAYS = """
DROP TRIGGER IF EXISTS retirement_stays ON leadership_programmes_retirement;
DROP TRIGGER IF EXISTS retirement_kept ON leadership_programmes_retirement;
DROP FUNCTION IF EXISTS leadership_retirement_stays();
"""

KEEP = ("add", "change", "view")
STUDIO = (*KEEP, "publish", "lock", "unlock")
DESIGNED = {
    ("module", "module"): STUDIO,
    ("programme", "programme"): STUDIO,
    ("media", "video or audio"): KEEP,
    ("questionbank", "question bank"): KEEP,
    ("question", "question"): KEEP,
}
TRANSLATE = ("simple_translation", "simpletranslation", "submit_translation", "Can submit translations")


def may(*actions):
    return [
        ENTER_ADMIN,
        *permissions(
            "leadership_programmes", {("module", "module"): actions, ("programme", "programme"): actions}
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_programmes", "0001_tables"),
        ("leadership_kernel", "0002_rules"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        *after_leave_to_choose(),
    ]

    operations = [
        *(append_only(f"leadership_programmes_{name}") for name in APPEND_ONLY),
        migrations.RunSQL(ONE_VERSION, ANY_VERSION),
        migrations.RunSQL(STAYS, UNDO_STAYS),
        make_group(
            "Programme designers", [ENTER_ADMIN, TRANSLATE, *permissions("leadership_programmes", DESIGNED)]
        ),
        make_group("Programme reviewers", may("view")),
        make_group("Clinical leads", may("view")),
        make_group("Programme publishers", may("view", "publish")),
    ]
