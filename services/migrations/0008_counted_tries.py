"""The table of the default cache, in which sign-in counts wrong tries: a wiped Redis forgets none of them."""

from django.core.management import call_command
from django.db import migrations


def make(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


def remove(apps, schema_editor):
    schema_editor.execute("DROP TABLE IF EXISTS counted_tries")


class Migration(migrations.Migration):

    dependencies = [
        ("services", "0007_fewer_indexes_on_letters"),
    ]

    operations = [migrations.RunPython(make, remove)]
