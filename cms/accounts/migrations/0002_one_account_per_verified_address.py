"""A verified address belongs to one account, however it is written: allauth's own index minds the case."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("leadership_accounts", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX verified_address_once ON account_emailaddress (lower(email)) WHERE verified",
            "DROP INDEX verified_address_once",
        ),
    ]
