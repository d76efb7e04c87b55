"""What happens to people's accounts: taking somebody on, and their password."""

import datetime as dt
from typing import Any

from django.db import transaction

from services.history import actions as history
from services.letters import actions as letters
from services.letters import letter_file
from services.letters.models import Sort
from services.people.models import User

LABELS = {"name": "name", "job_title": "job title", "is_active": "can sign in"}


@transaction.atomic
def take_on(email: str, *, name: str, job_title: str = "", password: str, by: Any, at: dt.datetime) -> User:
    """Give somebody an account, or bring the one with this address up to date, with this password.

    `at` is a UTC instant. The password is kept as a hash only and never written to the history.
    """
    person, is_new = User.objects.select_for_update().get_or_create(
        email=email.strip().lower(), defaults={"name": name, "job_title": job_title, "joined_at": at}
    )
    before = {field: getattr(person, field) for field in LABELS}
    person.name, person.job_title, person.is_active = name, job_title, True
    person.set_password(password)
    person.save()
    changes = history.changes_between(before, {field: getattr(person, field) for field in LABELS}, LABELS)
    if is_new:
        history.record("gave this person an account", person, by=by, at=at)
    elif changes:
        history.record("changed this person’s account", person, by=by, at=at, changes=changes)
    return person


@transaction.atomic
def ask_for_new_password(person: User, *, at: dt.datetime) -> None:
    """Send the letter with the link to set a new password, at most one a minute.

    The link is a secret: it is made at the moment of delivery, stands in the e-mail only, and is kept nowhere
    (services.people.signing_in.reset_link, services.letters.private).
    """
    words = letter_file.write("services/people/letters/password_reset.txt", name=person.name)
    letters.post(
        words,
        to=person,
        key=f"password_reset:{person.pk}:{at:%Y-%m-%dT%H:%M}",
        why="somebody asked for a new password for this address",
        sort=Sort.ACCOUNT,
        at=at,
    )
    history.record("was sent a link to set a new password", person, by=None, at=at)


@transaction.atomic
def tell_of_new_password(person: User, *, at: dt.datetime) -> None:
    """Tell somebody that their password was changed, so that they notice if it was not them."""
    words = letter_file.write("services/people/letters/password_was_changed.txt", name=person.name, moment=at)
    letters.post(
        words,
        to=person,
        key=f"password_was_changed:{person.pk}:{at.isoformat()}",
        why="the password of your account was changed",
        sort=Sort.ACCOUNT,
        at=at,
    )
    history.record("set a new password", person, by=person, at=at)
