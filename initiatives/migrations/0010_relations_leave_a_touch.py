"""Relations that the plan of reminders reads leave the same mark of change as the tables beside them."""

from django.db import migrations

TABLES = (
    "initiatives_agreement_initiatives",
    "initiatives_board_members",
    "initiatives_meeting_attended_by",
    "initiatives_meeting_initiatives",
)
FUNCTION = """
CREATE FUNCTION relation_leaves_a_touch() RETURNS TRIGGER LANGUAGE plpgsql AS
$$ BEGIN INSERT INTO services_touch DEFAULT VALUES; RETURN NULL; END; $$
"""
TRIGGER = """
CREATE TRIGGER relation_leaves_a_touch AFTER INSERT OR UPDATE OR DELETE ON {}
FOR EACH STATEMENT EXECUTE FUNCTION relation_leaves_a_touch()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("initiatives", "0009_costs"),
        ("services", "0007_fewer_indexes_on_letters"),
    ]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION relation_leaves_a_touch()"),
        *(
            migrations.RunSQL(TRIGGER.format(table), f"DROP TRIGGER relation_leaves_a_touch ON {table}")
            for table in TABLES
        ),
    ]
