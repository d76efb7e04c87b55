"""`manage.py check_reminders`, for cron: whether somebody misses mail, told by another way than the one that may be broken."""

import datetime as dt
import json
import urllib.request
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

import environ
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from collab_portal.toolkit import clock, health
from services.watch.alarms import Alarm, alarms
from services.watch.vitals import Vitals

#: The same troubles are mailed again after this; new ones at once.
MAIL_AGAIN_AFTER = dt.timedelta(hours=1)
NO_DATABASE = Alarm("database", "The database does not answer, so no page opens and no letter leaves. Start it.")
NO_ROUTE = (
    "ALARM_EMAIL_URL must name a mail server other than the portal's own, like smtp+tls://user:password@host:587."
)


class Command(BaseCommand):
    """Silent and 0 when all is well. A warning is printed; a trouble is printed as an error, and the exit code is 1."""

    help = "Check that letters and reminders leave. Exits with a sentence for each trouble when somebody misses mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mail", metavar="ADDRESS", help="mail the troubles there too, by way of ALARM_EMAIL_URL")

    def handle(self, *args: Any, mail: str | None = None, **options: Any) -> None:
        if mail and not settings.ALARM_EMAIL_URL:
            raise CommandError(NO_ROUTE)
        found, now = look()
        broken = [alarm for alarm in found if alarm.is_broken]
        for alarm in found:
            if not alarm.is_broken:
                self.stdout.write(alarm.sentence)
        if not broken:
            forget()
            ping()
            return
        sentences = [alarm.sentence for alarm in broken]
        if mail:
            sentences += mailed(broken, mail, now)
        raise CommandError("\n".join(sentences))


def look() -> tuple[list[Alarm], dt.datetime]:
    """What is wrong, at which UTC instant. By the database's clock, if that answers."""
    try:
        reading = clock.compared()
        return alarms(Vitals.at(reading.at), reading, broker_answers=health.broker_answers()), reading.at
    except Error:
        return [NO_DATABASE], clock.now()


def mailed(broken: list[Alarm], address: str, now: dt.datetime) -> list[str]:
    """Mail what is broken, unless the same was mailed within the hour. Returns a sentence if that did not work."""
    names = sorted(alarm.name for alarm in broken)
    if is_told(names, now):
        return []
    route = environ.Env.email_url_config(settings.ALARM_EMAIL_URL)
    line = get_connection(
        route["EMAIL_BACKEND"], host=route["EMAIL_HOST"], port=route["EMAIL_PORT"], username=route["EMAIL_HOST_USER"],
        password=route["EMAIL_HOST_PASSWORD"], use_tls=route.get("EMAIL_USE_TLS", False),
        use_ssl=route.get("EMAIL_USE_SSL", False), timeout=settings.EMAIL_TIMEOUT,
    )  # fmt: skip
    text = "\n\n".join([alarm.sentence for alarm in broken]) + f"\n\n{settings.PORTAL_URL}\n"
    subject = f"{settings.PORTAL_NAME}: people miss letters"
    try:
        EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [address], connection=line).send()
    except OSError as trouble:
        return [f"The alarm could not be mailed to {address}: {trouble}"]
    told_at().parent.mkdir(parents=True, exist_ok=True)
    told_at().write_text(json.dumps([names, now.isoformat()]))
    return []


def is_told(names: list[str], now: dt.datetime) -> bool:
    """Whether these very troubles were mailed within the last hour."""
    try:
        told, at = json.loads(told_at().read_text())
        return told == names and now - dt.datetime.fromisoformat(at) < MAIL_AGAIN_AFTER
    except (OSError, ValueError):
        return False


def forget() -> None:
    """All is well, so the next trouble is news again."""
    told_at().unlink(missing_ok=True)


def told_at() -> Path:
    """What was mailed last, outside the database, which may be the trouble."""
    return settings.FOLDER / "alarm.json"


def ping() -> None:
    """Tell somebody outside that all is well, who calls us when he hears nothing; only if ALARM_PING_URL names him."""
    if settings.ALARM_PING_URL:
        with suppress(OSError):  # not to hear from us is the alarm
            urllib.request.urlopen(settings.ALARM_PING_URL, timeout=10).close()
