"""Forty made-up counties with their services, offices and people: who takes part in the register of the benchmark."""

from dataclasses import dataclass

from services.access.roles import Role
from services.directory.models import Kind, Organisation
from services.people.models import Membership, User

COUNTIES = 40
SERVICES = (("police", Kind.POLICE_FORCE), ("fire", Kind.FIRE), ("ambulance", Kind.AMBULANCE))


@dataclass(frozen=True)
class County:
    """An office, three services, and the people who write, sponsor and ask."""

    office: Organisation
    services: tuple[Organisation, ...]
    leads: tuple[User, ...]
    sponsor: User
    officer: User


def counties() -> list[County]:
    """Forty counties in the database, each with an officer, a sponsor and one lead for each service; made if need be."""
    return [county(number) for number in range(COUNTIES)]


def county(number: int) -> County:
    """One of them."""
    office = organisation(f"office-{number}", Kind.POLICING_BODY)
    services = tuple(
        organisation(f"{name}-{number}", kind, governed_by=office if kind == Kind.POLICE_FORCE else None)
        for name, kind in SERVICES
    )
    leads = tuple(person(f"lead-{each.slug}", each, Role.SERVICE_LEAD) for each in services)
    sponsor = person(f"sponsor-{number}", services[1], Role.SPONSOR)
    return County(office, services, leads, sponsor, person(f"officer-{number}", office, Role.POLICY_OFFICER))


def organisation(slug: str, kind: str, **fields: object) -> Organisation:
    name = slug.replace("-", " ").capitalize()
    given = {"name": name, "short_name": name, "legal_party": f"The legal party of {name}", "country": "England"}
    return Organisation.objects.get_or_create(slug=slug, defaults={"kind": kind, **given, **fields})[0]


def person(name: str, where: Organisation, role: str) -> User:
    """Somebody who cannot sign in with a password."""
    address = f"{name}@bench.invalid"
    there = User.objects.filter(email=address).first()
    someone = there or User.objects.create_user(address, None, name=name.replace("-", " ").title())
    Membership.objects.get_or_create(person=someone, organisation=where, role=role)
    return someone
