"""Runs inside the host's own environment: what the page about the plugin tells to run, and what is then seen.

``drive.py with`` puts the plugin in, looks, and takes its tables out again; ``drive.py without`` is the host
afterwards. What was seen goes to standard output as JSON.
"""

import gc
import json
import shlex
import sys
from contextlib import redirect_stdout
from importlib import import_module
from io import StringIO
from pathlib import Path

import django
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils.translation import gettext, override

HERE = Path(__file__).parent


def run(commands: list[str]) -> None:
    with redirect_stdout(sys.stderr):
        for command in commands:
            name, *arguments = shlex.split(command)[1:]
            call_command(name, *arguments)


def migrate_host() -> None:
    """The host was there before: all tables but ours, without what Django does after every command."""
    executor = MigrationExecutor(connection)
    leaves = executor.loader.graph.leaf_nodes()
    executor.migrate([leaf for leaf in leaves if not leaf[0].startswith("leadership_")])
    run(["manage.py migrate host"])


def preflight() -> list[str]:
    """What the host's own rule finds in the programme that was imported."""
    said = StringIO()
    call_command("preflight", "--rule", "host_says_student", stdout=said)
    return said.getvalue().splitlines()


def answers(client: Client, *addresses: str) -> dict[str, list[object]]:
    found = {}
    for address in addresses:
        response = client.get(address)
        title = response.content.decode().partition("<title>")[2].partition("</title>")[0]
        found[address] = [response.status_code, " ".join(title.split())]
    return found


def tables() -> list[str]:
    with connection.cursor() as cursor:
        return sorted(connection.introspection.table_names(cursor))


def left_over() -> dict[str, list[str]]:
    """What of the plugin is in the database beside tables."""
    queries = {
        "functions": "SELECT proname FROM pg_proc WHERE proname LIKE 'leadership%'",
        "content types": "SELECT app_label FROM django_content_type WHERE app_label LIKE 'leadership%'",
        "permissions": "SELECT codename FROM auth_permission p JOIN django_content_type t"
        " ON t.id = p.content_type_id WHERE t.app_label LIKE 'leadership%'",
        "groups": "SELECT name FROM auth_group WHERE name NOT IN ('Editors', 'Moderators')",
        "migrations": "SELECT app FROM django_migrations WHERE app LIKE 'leadership%'",
        "revisions": "SELECT object_str FROM wagtailcore_revision",
        "log": "SELECT label FROM wagtailcore_modellogentry WHERE content_type_id IS NOT NULL",
        "references": "SELECT object_id FROM wagtailcore_referenceindex",
    }
    found = {}
    with connection.cursor() as cursor:
        for name, query in queries.items():
            cursor.execute(query)
            found[name] = sorted(row[0] for row in cursor.fetchall())
    return found


def visit() -> dict[str, list[object]]:
    """A visitor, then a colleague of the host's who joins the programme, then a superuser in the admin."""
    learner = get_user_model().objects.create_user("ada", "ada@host.example", "pw", ward="Seven")
    boss = get_user_model().objects.create_superuser("boss", "boss@host.example", "pw")
    seen = answers(Client(), "/", "/leadership/framework/", "/leadership/api/programmes/")
    client = Client()
    client.force_login(learner)
    client.post(
        "/leadership/learn/register/",
        {"given_name": "Ada", "family_name": "Host", "stage": "undergraduate", "grade": ""},
    )
    programme = apps.get_model("leadership_programmes", "Programme").objects.get()
    join = f"/leadership/learn/join/{programme.translation_key}/"
    seen |= {"programme": answers(client, join)[join]}
    joined = client.post(join)
    seen |= {"joined": answers(client, joined.url)[joined.url]}
    seen |= answers(client, "/leadership/learn/", "/leadership/trust/")
    client.force_login(boss)
    return seen | answers(
        client,
        "/admin/",
        "/admin/organisations/",
        "/admin/questionnaires/",
        "/admin/snippets/leadership_programmes/module/",
    )


def own_kind() -> dict[str, object]:
    """A type that the host registers is authored, published, played and completed like any other."""
    authoring = import_module("programmes.services.authoring")
    content = {"question": "How many patients?", "fewest": 2}
    ward_round = authoring.ActivityData("ward_round", "Your round", content=content)
    module = authoring.create_module(title="Rounds", summary="See them.", activities=[ward_round])
    part = authoring.PartData("All", (authoring.PartModule(module),))
    programme = authoring.create_programme(
        title="Leading a round", summary="Begin.", stage="postgraduate", parts=[part], open_to_all=True
    )
    client = Client()
    client.force_login(get_user_model().objects.get(username="ada"))
    joined = client.post(f"/leadership/learn/join/{programme.translation_key}/").url
    (key,) = (
        apps.get_model("leadership_programmes", "Activity")
        .objects.filter(kind="ward_round")
        .values_list("key", flat=True)
    )
    here = f"{joined}{key}/"
    shown = "How many patients?" in client.get(here).content.decode()
    steps = [client.post(here, {"seen": seen}).status_code for seen in ("1", "2")]
    facts = apps.get_model("leadership_records", "LearningFact").objects.unscoped(reason="a test")
    made = facts.filter(activity_key=key).values_list("verb", "result")
    return {"shown": shown, "steps": steps, "facts": [list(each) for each in made]}


def main() -> dict[str, object]:
    plan = json.loads((HERE / "plan.json").read_text())
    gc.disable()  # migrating makes many models, and sweeping them up would take a third of the time
    django.setup()
    if sys.argv[1] == "without":
        run(plan["afterwards"])
        return {"tables": tables(), "left": left_over(), "seen": answers(Client(), "/", "/admin/login/")}
    migrate_host()
    run(plan["start"])
    run(["manage.py makemigrations --check --dry-run"])
    during = tables()
    seen = visit()
    own = own_kind()
    with override("cy"):
        welsh = [gettext(words) for words in ("There is a problem", "Competence", "Studio", "My learning")]
    found = preflight()
    run(plan["out"])
    return {
        "from": import_module("lms").__file__,
        "during": during,
        "seen": seen,
        "own": own,
        "welsh": welsh,
        "preflight": found,
        "tables": tables(),
    }


print(json.dumps(main()))
