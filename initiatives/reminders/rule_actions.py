"""What an administrator does with the rules of the reminders: changes one, or puts it back to the default."""

import datetime as dt
from collections.abc import Collection, Iterable

from django.db import transaction

from collab_portal.toolkit import clock
from collab_portal.toolkit.refusals import ChangedMeanwhile, Refused
from initiatives.reminders import preview, table
from initiatives.reminders.rule_models import ReminderRule
from initiatives.reminders.rules_in_force import Rule, every_rule
from initiatives.reminders.table import Change, Row
from services.history import actions as history
from services.people.models import User

LABELS = {"is_on": "switched", "offsets": "when", "to": "to whom"}
AS_IT_IS = "This is how the reminder goes already, so there is nothing to change."
BACK_TO_THE_DEFAULT = "Put back to the default."


@transaction.atomic
def change(
    row: Row,
    *,
    is_on: bool,
    offsets: Collection[int],
    to: str,
    why: str,
    by: User,
    at: dt.datetime,
    expected_version: int | None = None,
    seen: str | None = None,
) -> Rule:
    """Give a row of the policy other days (working days or months), another audience (by name), or switch it off or on.

    `at` is a UTC instant, `why` the reason, `seen` the seal of the preview that the person was shown (None: nobody
    looks). Raises ChangedMeanwhile if somebody else changed the rule after this person opened it, NotSeenYet with the
    preview if it was not shown or has changed, Refused if nothing changes or another rule says the same. Pressed twice: once.
    """
    rules = _locked()
    rule = rules[row.key]
    wanted = Change(row.in_order(offsets), to, is_on)
    if wanted == rule.change and rule.held and rule.held.changed_by_id == by.pk and rule.held.reason == why:
        return rule
    if expected_version is not None and expected_version != rule.version:
        if rule.held is None:
            raise Refused("This rule is as the portal came with it. Open it again.")
        raise ChangedMeanwhile(rule, by=rule.held.changed_by.name, at=rule.held.changed_at)
    if wanted == rule.change:
        raise Refused(AS_IT_IS)
    _refuse_a_clash(row, wanted, rules.values())
    preview.require(rule, wanted, rules.values(), by, clock.local(at).date(), seen)
    return _keep(rule, wanted, why=why, by=by, at=at)


@transaction.atomic
def back_to_default(row: Row, *, by: User, at: dt.datetime, seen: str | None = None) -> Rule:
    """Let a rule be the default again. Raises NotSeenYet as above, Refused if another rule says the same by now."""
    rules = _locked()
    rule = rules[row.key]
    if rule.is_default:
        return rule
    _refuse_a_clash(row, row.default, rules.values())
    preview.require(rule, row.default, rules.values(), by, clock.local(at).date(), seen)
    return _keep(rule, row.default, why=BACK_TO_THE_DEFAULT, by=by, at=at, follows_default=True)


def _locked() -> dict[str, Rule]:
    """Every rule as it stands, by its key, with nobody else changing any of them until this is done."""
    ReminderRule.objects.one_at_a_time()
    return {rule.key: rule for rule in every_rule()}


def _refuse_a_clash(row: Row, wanted: Change, rules: Iterable[Rule]) -> None:
    """The ledger tells stages apart by kind, day and audience: no two rules may say the same to the same people."""
    if not wanted.is_on:
        return
    others = [each.stage for each in rules if each.is_on and each.row != row and each.row.kind == row.kind]
    same = table.clash(row.after(wanted), others)
    if same is not None:
        told = same.stage.to.who
        raise Refused(f"Another rule writes to {told} {same.in_words} already. Choose other days.", field="offsets")


def _keep(rule: Rule, wanted: Change, *, why: str, by: User, at: dt.datetime, follows_default: bool = False) -> Rule:
    row, before, was_on, title = rule.row, rule.answers, rule.is_on, rule.title
    held = rule.held or ReminderRule(**dict(zip(("kind", "when", "audience", "letter"), row.identity, strict=True)))
    held.offsets, held.to, held.is_on = list(wanted.offsets), wanted.to, wanted.is_on
    held.reason, held.changed_by, held.changed_at = why, by, at
    held.follows_default, held.version = follows_default, rule.version + 1
    held.full_clean(validate_unique=False)
    held.save()
    now = Rule(row, held)
    verb = f"{_done(now, was_on)} the reminder “{title}”"  # as it was called before
    changes = history.changes_between(before, now.answers, LABELS)
    history.record(verb[:120], held, by=by, at=at, why=why, changes=changes)
    return now


def _done(now: Rule, was_on: bool) -> str:
    if now.is_default:
        return "put back"
    if now.is_on == was_on:
        return "changed"
    return "switched on" if now.is_on else "switched off"
