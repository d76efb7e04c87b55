"""What each organisation spends in all, by financial year: its net revenue budget (docs/decisions/0021)."""

import django.db.models.deletion
import pgtrigger.compiler
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


def install_triggers(apps, schema_editor):
    """Install what the table has in its options, all at once: an AddTrigger each would render the models anew."""
    for trigger in apps.get_model("services", "Budget")._meta.triggers:
        schema_editor.execute(trigger.install_sql, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('services', '0009_foundation'),
    ]

    operations = [
        migrations.CreateModel(
            name='Budget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(help_text='The year in which the financial year begins.')),
                ('amount', models.DecimalField(decimal_places=2, help_text='Pounds.', max_digits=14)),
                ('source', models.CharField(help_text='Where it is published.', max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='budgets', to='services.organisation')),
            ],
            options={
                'ordering': ['-year', 'organisation__name'],
                'constraints': [
                    models.UniqueConstraint(fields=('organisation', 'year'), name='one_budget_a_year', violation_error_message='The budget of this year has been entered already. Change it instead.'),
                    models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('amount__lte', Decimal('100000000000'))), name='budget_within_bounds', violation_error_message='The net revenue budget must be more than £0 and at most £100,000,000,000.'),
                    models.CheckConstraint(condition=models.Q(('year__gte', 1950), ('year__lte', 2150)), name='budget_is_of_a_year', violation_error_message='Select the financial year.'),
                    models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='budget_has_a_source', violation_error_message='Enter where the budget is published.'),
                ],
                'triggers': [
                    pgtrigger.compiler.Trigger(name='what_it_is_of_stays', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."entered_at" IS DISTINCT FROM (NEW."entered_at") OR OLD."entered_by_id" IS DISTINCT FROM (NEW."entered_by_id") OR OLD."organisation_id" IS DISTINCT FROM (NEW."organisation_id") OR OLD."year" IS DISTINCT FROM (NEW."year"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='36a6a83b02d5660dc20ef0ec1aceadf03e05956e', operation='UPDATE', pgid='pgtrigger_what_it_is_of_stays_1cd7d', table='services_budget', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e5477f974bddf5eb0b513d753d42e4df06324bca', operation='DELETE', pgid='pgtrigger_never_deleted_05ce8', table='services_budget', when='BEFORE')),
                    pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "services_budgetevent" ("amount", "entered_at", "entered_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version", "year") VALUES (NEW."amount", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."source", NEW."version", NEW."year"); RETURN NULL;', hash='f04f92524592ff2f34bdecfba08938cf95ea9ea4', operation='INSERT', pgid='pgtrigger_insert_insert_cdc79', table='services_budget', when='AFTER')),
                    pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "services_budgetevent" ("amount", "entered_at", "entered_by_id", "id", "organisation_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "source", "version", "year") VALUES (NEW."amount", NEW."entered_at", NEW."entered_by_id", NEW."id", NEW."organisation_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."source", NEW."version", NEW."year"); RETURN NULL;', hash='2d9be5adff09adba94dd8fb17b04e7ea292b627c', operation='UPDATE', pgid='pgtrigger_update_update_7f3e4', table='services_budget', when='AFTER')),
                ],
            },
        ),
        migrations.CreateModel(
            name='BudgetEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('year', models.PositiveSmallIntegerField(help_text='The year in which the financial year begins.')),
                ('amount', models.DecimalField(decimal_places=2, help_text='Pounds.', max_digits=14)),
                ('source', models.CharField(help_text='Where it is published.', max_length=200)),
                ('entered_at', models.DateTimeField()),
                ('version', models.PositiveIntegerField(default=1)),
                ('entered_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='services.organisation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='row_versions', to='services.budget')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.RunPython(install_triggers, migrations.RunPython.noop),
    ]
