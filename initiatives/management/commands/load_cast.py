"""`manage.py load_cast`: ten people to try the portal with, in development only. Their names are made up."""

from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from collab_portal.toolkit import clock
from initiatives.register.models import Duty, Initiative, NamedPerson
from services.access.roles import Role
from services.directory.models import Organisation
from services.history import actions as history
from services.people import actions as people
from services.people.models import User

#: The work whose reports the three leads write, and which the sponsor sponsors.
REVIEWED = "CHS-007"


@dataclass(frozen=True)
class Player:
    """One of the ten: the part they play, and who they are."""

    part: str
    name: str
    job_title: str
    organisation: str
    role: Role
    address: str
    duty: Duty | None = None


CAST = (
    Player("Police lead", "Priya Okafor", "Head of Collaboration", "police-cheshire", Role.SERVICE_LEAD, "police.lead", Duty.AUTHOR),
    Player("Fire lead", "Elin Pryce", "Group Manager, Partnerships", "fire-cheshire", Role.SERVICE_LEAD, "fire.lead", Duty.AUTHOR),
    Player("Ambulance lead", "Sam Adeyemi", "Sector Manager", "amb-nwas", Role.SERVICE_LEAD, "ambulance.lead", Duty.AUTHOR),
    Player("Partner’s reader", "Ruth Kemble", "Partnerships Officer", "amb-nwas", Role.READER, "reader"),
    Player("Sponsor", "Helen Marsh", "Deputy Chief Fire Officer", "fire-cheshire", Role.SPONSOR, "sponsor", Duty.SPONSOR),
    Player("Fire finance", "Tom Asher", "Head of Finance", "fire-cheshire", Role.FINANCE, "fire.finance"),
    Player("Police finance", "Jo Hadley", "Finance Business Partner", "police-cheshire", Role.FINANCE, "police.finance"),
    Player("Policy officer", "Dana Whitlock", "Policy Officer", "policing-body-cheshire", Role.POLICY_OFFICER, "officer"),
    Player("Commissioner", "Martin Hale", "Police and Crime Commissioner", "policing-body-cheshire", Role.COMMISSIONER, "commissioner"),
    Player("Administrator", "Joan Ellis", "Portal Administrator", "policing-body-cheshire", Role.ADMINISTRATOR, "administrator"),
)  # fmt: skip


class Command(BaseCommand):
    """Makes the ten, or brings them up to date, all with the password given."""

    help = "Load ten people to try the portal with (development only). Running it again only resets their password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--password", required=True, help="the one password of all ten")

    @transaction.atomic
    def handle(self, *args: Any, password: str, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError("The cast is for trying the portal out: it is refused when DEBUG is off.")
        found = self.organisations()
        for player in CAST:
            person = self.take_on(player, found[player.organisation], password)
            self.name_on_the_review(player, person)
        self.print_sign_ins(password)

    def organisations(self) -> dict[str, Organisation]:
        slugs = {player.organisation for player in CAST}
        found = {each.slug: each for each in Organisation.objects.filter(slug__in=slugs)}
        if missing := sorted(slugs - set(found)):
            raise CommandError(
                f"{', '.join(missing)} cannot be found. Load the organisations first: manage.py load_organisations"
            )
        return found

    def take_on(self, player: Player, organisation: Organisation, password: str) -> User:
        at = clock.now()
        address = f"{player.address}@portal.test"
        person = people.take_on(
            address, name=player.name, job_title=player.job_title, password=password, by=None, at=at
        )
        people.give_role(person, organisation, player.role, by=None, at=at)
        return person

    def name_on_the_review(self, player: Player, person: User) -> None:
        initiative = Initiative.objects.filter(ref=REVIEWED).first()
        if player.duty is None or initiative is None:
            return
        named, is_new = NamedPerson.objects.get_or_create(initiative=initiative, person=person, duty=player.duty)
        if is_new:
            changes = [{"field": player.duty.label, "before": "not known", "after": person.name}]
            history.record("named a person", named, by=None, at=clock.now(), changes=changes)

    def print_sign_ins(self, password: str) -> None:
        rows = [(player.part, player.name, f"{player.address}@portal.test") for player in CAST]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            self.stdout.write("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
        self.stdout.write(f"\nPassword for all of them: {password}")
