"""The six organisations of Westmere and the people who try the portal out there. All of them are made up."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from services.access.roles import Role
from services.directory import actions as directory
from services.directory.models import Kind, Organisation
from services.directory.queries import DEMONSTRATION
from services.people import actions as people
from services.people.models import Membership, User

#: No mail system delivers to it (RFC 2606).
DOMAIN = "westmere.test"
OFFICE, POLICE, FIRE, AMBULANCE, COUNCIL, NORTHSHIRE = "office", "police", "fire", "ambulance", "council", "northshire"
#: By key: the name, the short name, the kind, and who signs. Each name says by itself that it is made up.
ORGANISATIONS = {
    OFFICE: (
        "Office of the Police, Fire and Crime Commissioner for Westmere",
        "Westmere OPFCC",
        Kind.POLICING_BODY,
        "The Police, Fire and Crime Commissioner for Westmere",
    ),
    POLICE: ("Westmere Constabulary", "Westmere Police", Kind.POLICE_FORCE, "The Chief Constable of Westmere"),
    FIRE: ("Westmere Fire and Rescue Service", "Westmere Fire", Kind.FIRE, "The Westmere Fire and Rescue Authority"),
    AMBULANCE: (
        "Mid Shires Ambulance Service",
        "Mid Shires Ambulance",
        Kind.AMBULANCE,
        "The Mid Shires Ambulance Service NHS Trust",
    ),
    COUNCIL: ("Westmere Council", "Westmere Council", Kind.LOCAL_AUTHORITY, "The Council of Westmere"),
    NORTHSHIRE: ("Northshire Police", "Northshire Police", Kind.POLICE_FORCE, "The Chief Constable of Northshire"),
}  # fmt: skip
#: The commissioner answers for fire as well, so that the office sees the shared work of both (domain brief 2.11).
OVERSEEN = (POLICE, FIRE)


@dataclass(frozen=True)
class Person:
    """Somebody of Westmere: the part they play, and who they are. The part is the first half of their address."""

    part: str
    name: str
    job_title: str
    organisation: str
    role: Role

    @property
    def address(self) -> str:
        return f"{self.part}@{DOMAIN}"

    @property
    def says(self) -> str:
        """The part as a list of sign-ins says it."""
        return self.part.replace(".", " ").capitalize()


PEOPLE = (
    Person("officer", "Imogen Vale", "Policy Officer", OFFICE, Role.POLICY_OFFICER),
    Person("commissioner", "Gareth Lindley", "Police, Fire and Crime Commissioner", OFFICE, Role.COMMISSIONER),
    Person("secretary", "Wen Harcourt", "Board Secretary", OFFICE, Role.SECRETARY),
    Person("administrator", "Ravi Thorne", "Portal Administrator", OFFICE, Role.ADMINISTRATOR),
    Person("police.lead", "Marcus Okoro", "Head of Partnerships", POLICE, Role.SERVICE_LEAD),
    Person("police.sponsor", "Anneka Stroud", "Deputy Chief Constable", POLICE, Role.SPONSOR),
    Person("police.finance", "Leah Whitcombe", "Finance Business Partner", POLICE, Role.FINANCE),
    Person("fire.lead", "Owen Prosser", "Group Manager, Partnerships", FIRE, Role.SERVICE_LEAD),
    Person("fire.sponsor", "Celia Marchant", "Deputy Chief Fire Officer", FIRE, Role.SPONSOR),
    Person("fire.finance", "Idris Bowen", "Head of Finance", FIRE, Role.FINANCE),
    Person("ambulance.lead", "Farah Siddiqui", "Sector Manager", AMBULANCE, Role.SERVICE_LEAD),
    Person("ambulance.sponsor", "Colm Reardon", "Director of Operations", AMBULANCE, Role.SPONSOR),
    Person("ambulance.finance", "Mary Teague", "Deputy Director of Finance", AMBULANCE, Role.FINANCE),
    Person("council.lead", "Nadia Fenwick", "Community Safety Manager", COUNCIL, Role.SERVICE_LEAD),
    Person("council.sponsor", "Alec Drummond", "Director of Place", COUNCIL, Role.SPONSOR),
    Person("northshire.lead", "Bethan Rhys", "Collaboration Manager", NORTHSHIRE, Role.SERVICE_LEAD),
    Person("northshire.sponsor", "Simon Akande", "Assistant Chief Constable", NORTHSHIRE, Role.SPONSOR),
    Person("reader", "Hugh Pemberton", "Partnerships Officer", AMBULANCE, Role.READER),
    Person("guest", "Tamsin Oake", "Control Room Manager", NORTHSHIRE, Role.READER),
)  # fmt: skip
#: Whose address takes no letters, and by whose part somebody sees one initiative though their organisation is not in it.
UNREACHABLE, GUEST = "council.lead", "guest"


@dataclass(frozen=True)
class Cast:
    """Who is there: the organisations by key, the people by part."""

    organisations: dict[str, Organisation]
    people: dict[str, User]

    def person(self, part: str, day: dt.date) -> User:
        """Somebody, told which local date it is."""
        return self.people[part].as_of(day)

    def lead(self, organisation: str, day: dt.date) -> User:
        """The service lead of an organisation."""
        return self.person(f"{organisation}.lead", day)

    def sponsor(self, organisation: str, day: dt.date) -> User:
        return self.person(f"{organisation}.sponsor", day)


def slug_of(key: str) -> str:
    """The address of an organisation's page."""
    return f"{key}-of-westmere-demonstration"


def gather(password: str, at: dt.datetime) -> Cast:
    """Everybody, as they are or, where they are not there yet, made as of a UTC instant. All get this password."""
    there = {each.slug: each for each in Organisation.objects.made_up().select_for_update()}
    organisations: dict[str, Organisation] = {}
    for key in ORGANISATIONS:
        overseer = organisations[OFFICE] if key in OVERSEEN else None
        organisations[key] = entered(key, there.get(slug_of(key)), overseer, at)
    return Cast(organisations, {each.part: taken_on(each, organisations, password, at) for each in PEOPLE})


def entered(key: str, there: Organisation | None, overseer: Organisation | None, at: dt.datetime) -> Organisation:
    """One organisation in the directory, entered there or brought up to date."""
    name, short_name, kind, legal_party = ORGANISATIONS[key]
    values: dict[str, Any] = {
        "name": f"{name} (made up)",
        "short_name": short_name,
        "kind": kind,
        "legal_party": legal_party,
        "country": "England",
        "status": DEMONSTRATION,
        "notes": "Made up. Nothing about it is real.",
        "governed_by": overseer,
    }
    if there is None:
        return directory.add_organisation(slug_of(key), by=None, at=at, **values)
    directory.change_organisation(there, by=None, at=at, **values)
    return there


def taken_on(who: Person, organisations: dict[str, Organisation], password: str, at: dt.datetime) -> User:
    """One account with its one role. Somebody who is there with this password already stays as they are."""
    there = User.objects.filter(email=who.address).first()
    person = there
    if there is None or not there.is_active or not there.check_password(password):
        person = people.take_on(who.address, name=who.name, job_title=who.job_title, password=password, by=None, at=at)
    organisation = organisations[who.organisation]
    if not Membership.objects.filter(person=person, organisation=organisation, role=who.role, ends_on=None).exists():
        people.give_role(person, organisation, who.role, by=None, at=at)
    return person


def sign_ins(password: str) -> list[str]:
    """Who can sign in, as lines to print."""
    rows = [(each.says, each.name, each.address) for each in PEOPLE]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [
        "Westmere, a made-up county (demonstration data, not live)",
        *lines,
        f"Password for all of them: {password}",
    ]
