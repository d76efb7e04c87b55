"""Asking again as a letter leaves: is it still true, may its reader still see it, is this an hour for letters?

Those who know are rooms above this one. They are named in the settings: LETTER_CHECKS by the letter's `checked_by`, and
LETTER_HOURS for the hours. LETTER_CHECKS_AT_ONCE names, for a check, the same question about many letters.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from services.letters.models import Letter, Sort

#: Given a letter whose row is locked and a UTC instant: the reason why it must not leave, or an empty string.
Check = Callable[[Letter, dt.datetime], str]
#: Given letters' readers by id and a UTC instant: when letters may next leave for each; that instant itself if now.
Hours = Callable[[set[int], dt.datetime], dict[int, dt.datetime]]
#: What it says in full, which no check reads.
BODIES = ("text", "html")
#: No reader has this number: the hours of nobody in particular.
ANYBODY = 0


def reason_to_stay(letter: Letter, now: dt.datetime) -> str:
    """Why a letter must not leave at a UTC instant: "" if it may."""
    path = settings.LETTER_CHECKS.get(_check_of(letter))
    return import_string(path)(letter, now) if path else ""


def _check_of(letter: Letter) -> str:
    return letter.checked_by or ("about" if letter.about and letter.sort != Sort.ACCOUNT else "")


@transaction.atomic
def sure_of(letters: list[Letter], now: dt.datetime) -> set[int]:
    """Of letters that were claimed, those (ids) that nothing keeps from leaving at a UTC instant, asked for all at once.

    A letter that is left out may still leave: then `reason_to_stay` and `may_leave_at` say so for it alone.
    """
    rows = Letter.objects.select_for_update(of=("self",)).select_related("to").order_by("pk")
    rows = list(rows.filter(pk__in=[letter.pk for letter in letters], to__is_active=True).defer(*BODIES))
    hours = import_string(settings.LETTER_HOURS)({row.to_id for row in rows}, now)
    open_now = [row for row in rows if row.sort == Sort.ACCOUNT or hours[row.to_id] <= now]
    by_check = defaultdict(list)
    for row in open_now:
        by_check[settings.LETTER_CHECKS.get(_check_of(row))].append(row)
    sure = {row.pk for row in by_check.pop(None, ())}
    for path, those in by_check.items():
        at_once = settings.LETTER_CHECKS_AT_ONCE.get(path)
        sure |= import_string(at_once)(those, now) if at_once else set()
    return sure


def may_leave_at(letter: Letter, now: dt.datetime) -> dt.datetime:
    """When a letter may leave: now, or the opening of the next hours. Letters about signing in leave at any hour."""
    if letter.sort == Sort.ACCOUNT:
        return now
    return import_string(settings.LETTER_HOURS)({letter.to_id}, now)[letter.to_id]


def next_opening(now: dt.datetime) -> dt.datetime:
    """When letters may leave for nobody in particular: a UTC instant itself within the hours, else the next 8am."""
    return import_string(settings.LETTER_HOURS)({ANYBODY}, now).get(ANYBODY, now)


def is_open(now: dt.datetime) -> bool:
    """Whether a UTC instant lies within the hours at which letters leave."""
    return next_opening(now) == now
