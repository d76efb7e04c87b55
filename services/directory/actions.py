"""Keeping the directory: organisations from their file, and the days on which nobody works."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

from collab_portal.toolkit.dates import VagueDate
from collab_portal.toolkit.refusals import Refused
from services.directory import bank_holidays, organisation_file, previews
from services.directory.calendars import Calendars, Change
from services.directory.models import BankHoliday, Closure, Division, Organisation
from services.directory.signals import calendar_about_to_change, calendar_changed
from services.history import actions as history

GONE = "Somebody removed this already."
LABELS = {
    "name": "name", "short_name": "short name", "kind": "kind", "legal_party": "legal party", "country": "country",
    "region": "region", "rocu_region": "organised crime unit region", "area_code_scheme": "scheme of the area code",
    "area_code": "area code", "police_uk_id": "police.uk name", "ods_code": "ODS code",
    "governance_type": "form of governance", "governed_by": "held to account by", "status": "status",
    "confidence": "how it is known", "notes": "notes", "valid_from": "exists from",
}  # fmt: skip


@dataclass
class Loaded:
    """What a load did: slugs that are new, slugs that changed with the fields that did, and how many were the same."""

    added: list[str] = field(default_factory=list)
    changed: dict[str, list[str]] = field(default_factory=dict)
    unchanged: int = 0

    @property
    def did_nothing(self) -> bool:
        return not self.added and not self.changed


@transaction.atomic
def load_organisations(content: bytes, *, by: Any = None, at: dt.datetime) -> Loaded:
    """Add and update the organisations of a CSV file, all or none. Those the file does not have are left alone.

    `at` is a UTC instant. Raises organisation_file.BrokenFile with line, field and reason before anything is written.
    """
    rows = organisation_file.read(content)
    one_at_a_time(at)  # an organisation of another country keeps other bank holidays
    done = Loaded()
    held = {
        each.slug: each for each in Organisation.objects.select_for_update(of=("self",)).select_related("governed_by")
    }
    # Bodies that govern others come first, so that everybody else can point at them.
    for row in sorted(rows, key=lambda row: bool(row["governing_slug"])):
        values = row.fields | {"governed_by": held.get(row["governing_slug"])}
        known = held.get(row["slug"])
        if known is None:
            held[row["slug"]] = add_organisation(row["slug"], by=by, at=at, **values)
            done.added.append(row["slug"])
        elif changes := change_organisation(known, by=by, at=at, **values):
            done.changed[row["slug"]] = changes
        else:
            done.unchanged += 1
    return done


def add_organisation(slug: str, *, by: Any, at: dt.datetime, **values: Any) -> Organisation:
    """Enter an organisation in the directory. `values` are fields of the model."""
    added = Organisation.objects.create(slug=slug, **values)
    history.record("entered this organisation in the directory", added, by=by, at=at)
    return added


def change_organisation(organisation: Organisation, *, by: Any, at: dt.datetime, **values: Any) -> list[str]:
    """Bring an organisation (locked by the caller) up to date. Returns the labels of the fields that changed."""
    differing = [name for name, value in values.items() if getattr(organisation, name) != value]
    if not differing:
        return []
    before, division = {name: worded(organisation, name) for name in differing}, organisation.division
    for name in differing:
        setattr(organisation, name, values[name])
    organisation.save(update_fields=differing)
    after = {name: worded(organisation, name) for name in differing}
    changes = history.changes_between(before, after, LABELS)
    if organisation.division != division:
        tell_of_another_division(organisation, division, by=by, at=at)
    history.record("updated this organisation from its file", organisation, by=by, at=at, changes=changes)
    return [LABELS[name] for name in differing]


def worded(organisation: Organisation, name: str) -> Any:
    """A field's value as the timeline writes it."""
    return organisation.get_kind_display() if name == "kind" else getattr(organisation, name)


@dataclass(frozen=True)
class Calendar:
    """What a seed of bank holidays did, and the last day of England and Wales that the table now knows."""

    added: int
    withdrawn: int
    horizon: dt.date


@transaction.atomic
def load_bank_holidays(*, this_year: int, by: Any = None, at: dt.datetime) -> Calendar:
    """Make the seeded days those of the holidays package. Days that an administrator added are never touched."""
    one_at_a_time(at)
    wanted = bank_holidays.known_to_the_package(this_year)
    held = {(each.division, each.day): each for each in BankHoliday.objects.select_for_update()}
    last = bank_holidays.last_year(this_year)
    gone = [key for key, each in held.items() if each.is_seeded and key not in wanted and each.day.year <= last]
    new = [key for key in wanted if key not in held]
    BankHoliday.objects.filter(pk__in=[held[key].pk for key in gone]).delete()
    BankHoliday.objects.bulk_create(
        BankHoliday(division=division, day=day, name=wanted[division, day], is_seeded=True) for division, day in new
    )
    known = BankHoliday.objects.kept_in(Division.ENGLAND_AND_WALES).order_by("day")
    if new or gone:
        days, divisions = {day for _, day in [*new, *gone]}, {division for division, _ in [*new, *gone]}
        tell_of(days, divisions=divisions, by=by, at=at, why="The list of bank holidays was brought up to date.")
        why = f"{len(new)} days added, {len(gone)} withdrawn."
        history.record("loaded the bank holidays", known.first(), by=by, at=at, why=why)
    return Calendar(len(new), len(gone), known.last().day)


@transaction.atomic
def add_bank_holiday(
    *,
    day: dt.date,
    name: str,
    why: str,
    by: Any,
    at: dt.datetime,
    division: str = Division.ENGLAND_AND_WALES,
    seen: str | None = None,
) -> BankHoliday:
    """Add a day on which a division's offices are closed, such as a one-off holiday announced at short notice.

    `day` is a local date, `seen` the seal of the preview that a person was shown (None where nobody looks). Sends
    calendar_changed inside the transaction, so that due dates move with it or not at all. Raises Refused if the day is
    a bank holiday of that division already, or lies on a weekend, and previews.NotSeenYet.
    """
    one_at_a_time(at)
    if day.weekday() > 4:
        raise Refused("That day is a weekend, so offices are closed already.", field="day")
    known = BankHoliday.objects.filter(day=day, division=division).first()
    if known:
        raise Refused(f"{VagueDate.on(day)} is a bank holiday already: {known.name}.", field="day")
    holiday = BankHoliday(day=day, division=division, name=name, added_at=at, added_by=by)
    change = Change.of_holiday(holiday, closes=True)
    previews.require(change, by, seen)
    holiday.save()
    tell_of(change.days, divisions=change.divisions, by=by, at=at, why=why)
    changes = [{"field": "Bank holiday", "before": "not known", "after": in_full(holiday)}]
    history.record("added a bank holiday", holiday, by=by, at=at, why=why, changes=changes)
    return holiday


@transaction.atomic
def remove_bank_holiday(holiday: BankHoliday, *, why: str, by: Any, at: dt.datetime, seen: str | None = None) -> None:
    """Take away a day that was added by hand, with a reason. Due dates move back with it; `seen` as for adding one.

    Raises Refused if it came with the list or has gone, and previews.NotSeenYet.
    """
    one_at_a_time(at)
    row = BankHoliday.objects.filter(pk=holiday.pk).first()
    if row is None:
        raise Refused(GONE)
    if row.is_seeded:
        raise Refused("This day is on the list that comes with the portal, so it stays.")
    change = Change.of_holiday(row, closes=False)
    previews.require(change, by, seen)
    BankHoliday.objects.filter(pk=row.pk).delete()
    tell_of(change.days, divisions=change.divisions, by=by, at=at, why=why)
    changes = [{"field": "Bank holiday", "before": in_full(row), "after": "removed"}]
    history.record("removed a bank holiday", row, by=by, at=at, why=why, changes=changes)


@transaction.atomic
def add_closure(
    organisation: Organisation,
    *,
    first_on: dt.date,
    last_on: dt.date | None = None,
    name: str,
    why: str,
    by: Any,
    at: dt.datetime,
    seen: str | None = None,
) -> Closure:
    """Say that one organisation is closed from a local date to another (None: on that day), both included.

    `seen` and calendar_changed as for a bank holiday. Raises Refused if it is closed then already or all of it is a
    weekend, ValidationError with a constraint's sentence, and previews.NotSeenYet.
    """
    one_at_a_time(at)
    closure = Closure(organisation=organisation, first_on=first_on, last_on=last_on or first_on, name=name, why=why)
    closure.added_by, closure.added_at = by, at
    known = organisation.closures.between(closure.first_on, closure.last_on).first()
    if known:
        raise Refused(f"{organisation.name} is closed then already: {known.name}, {known.when}.", field="first_on")
    closure.full_clean()
    if not closure.days:
        raise Refused("That is a weekend, so offices are closed already.", field="first_on")
    change = Change.of_closure(closure, closes=True)
    previews.require(change, by, seen)
    closure.save()
    tell_of(change.days, organisations=change.organisations, by=by, at=at, why=why)
    changes = [{"field": "Closed", "before": "not known", "after": in_full(closure)}]
    history.record("said when this organisation is closed", closure, by=by, at=at, why=why, changes=changes)
    return closure


@transaction.atomic
def remove_closure(closure: Closure, *, why: str, by: Any, at: dt.datetime, seen: str | None = None) -> None:
    """An organisation is open on those days after all, with a reason. Raises Refused if it has gone, and NotSeenYet."""
    one_at_a_time(at)
    row = Closure.objects.filter(pk=closure.pk).select_related("organisation").first()
    if row is None:
        raise Refused(GONE)
    change = Change.of_closure(row, closes=False)
    previews.require(change, by, seen)
    Closure.objects.filter(pk=row.pk).delete()
    tell_of(change.days, organisations=change.organisations, by=by, at=at, why=why)
    changes = [{"field": "Closed", "before": in_full(row), "after": "removed"}]
    history.record("said that this organisation is open after all", row, by=by, at=at, why=why, changes=changes)


def in_full(closed: BankHoliday | Closure) -> str:
    """Its name, where and when, as the timeline writes it."""
    if isinstance(closed, Closure):
        return f"{closed.name}, {closed.when}"
    return f"{closed.name}, {closed.get_division_display()}: {VagueDate.on(closed.day)}"


def tell_of_another_division(organisation: Organisation, before: str, *, by: Any, at: dt.datetime) -> None:
    """An organisation keeps other bank holidays from now on: the days that one division keeps and the other does not."""
    calendars = Calendars.known()
    days = calendars.of_division(before).holidays ^ calendars.of_division(organisation.division).holidays
    why = f"{organisation.name} keeps the bank holidays of {organisation.division.label}."
    tell_of(days, organisations={organisation.pk}, by=by, at=at, why=why)


def tell_of(
    days: Collection[dt.date],
    *,
    divisions: Collection[str] = (),
    organisations: Collection[int] = (),
    by: Any,
    at: dt.datetime,
    why: str,
) -> None:
    """Tell the rooms above that these days changed, of these divisions or of these organisations (ids).

    Before the timeline is written: whoever writes a report holds its row first and the timeline last, and so do we.
    """
    calendar_changed.send(
        sender=BankHoliday if divisions else Closure,
        days=frozenset(days),
        divisions=frozenset(divisions),
        organisations=frozenset(organisations),
        by=by,
        at=at,
        why=why,
    )


def one_at_a_time(at: dt.datetime) -> None:
    """Until this transaction ends nobody else changes a calendar: what was shown is what happens, and all dates follow.

    From a UTC instant the rooms above hold what may follow, before anything is written.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('calendar'))")
    calendar_about_to_change.send(sender=Closure, at=at)
