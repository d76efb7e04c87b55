"""The cast: ten people of Cheshire in October 2014 and a stranger, on the thread's own records.

Names are made up. Only the organisations and the initiative come from the seed document.
"""

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.test import TestCase, override_settings

from collab_portal.toolkit import clock
from services.access.roles import Role
from services.directory.models import Kind, Organisation
from services.people.models import User
from tests import make

MONDAY = make.MONDAY
EIGHT = make.EIGHT

#: The settings' caches while nobody answers at the address of Redis.
WITHOUT_REDIS = {**settings.CACHES, "quick": {**settings.CACHES["quick"], "LOCATION": "redis://127.0.0.1:1/0"}}


@override_settings(PORTAL_CLOCK="2014-10-06 08:00")
class CastTestCase(TestCase):
    """Police, fire, ambulance and the commissioner's office, with a tri-service review whose report is due in October."""

    police: ClassVar[Organisation]
    fire: ClassVar[Organisation]
    ambulance: ClassVar[Organisation]
    office: ClassVar[Organisation]
    elsewhere: ClassVar[Organisation]

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = make.organisation(
            "Police and Crime Commissioner for Cheshire", Kind.POLICING_BODY, slug="policing-body-cheshire"
        )
        cls.police = make.organisation(
            "Cheshire Constabulary", Kind.POLICE_FORCE, slug="police-cheshire", governed_by=cls.office
        )
        cls.fire = make.organisation("Cheshire Fire and Rescue Service", Kind.FIRE, slug="fire-cheshire")
        cls.ambulance = make.organisation("North West Ambulance Service", Kind.AMBULANCE, slug="amb-nwas")
        cls.elsewhere = make.organisation("Kent Police", Kind.POLICE_FORCE, slug="police-kent")
        cls.police_lead = make.person("Priya Okafor", cls.police, Role.SERVICE_LEAD, email="police.lead@portal.test")
        cls.fire_lead = make.person("Elin Pryce", cls.fire, Role.SERVICE_LEAD, email="fire.lead@portal.test")
        cls.ambulance_lead = make.person(
            "Sam Adeyemi", cls.ambulance, Role.SERVICE_LEAD, email="ambulance.lead@portal.test"
        )
        cls.reader = make.person("Ruth Kemble", cls.ambulance, Role.READER, email="reader@portal.test")
        cls.sponsor = make.person("Helen Marsh", cls.fire, Role.SPONSOR, email="sponsor@portal.test")
        cls.finance = make.person("Tom Asher", cls.fire, Role.FINANCE, email="fire.finance@portal.test")
        cls.police_finance = make.person("Jo Hadley", cls.police, Role.FINANCE, email="police.finance@portal.test")
        cls.officer = make.person("Dana Whitlock", cls.office, Role.POLICY_OFFICER, email="officer@portal.test")
        cls.commissioner = make.person("Martin Hale", cls.office, Role.COMMISSIONER, email="commissioner@portal.test")
        cls.administrator = make.person("Joan Ellis", cls.office, Role.ADMINISTRATOR, email="administrator@portal.test")
        cls.stranger = make.person("Kit Lowe", cls.elsewhere, Role.SERVICE_LEAD, email="stranger@portal.test")
        cls.review_work = make.initiative(
            "Tri-service collaboration review", (cls.police, cls.fire, cls.ambulance), ref="CHS-007"
        )
        for author in (cls.police_lead, cls.fire_lead, cls.ambulance_lead):
            make.named(cls.review_work, author)
        make.named(cls.review_work, cls.sponsor, "sponsor")
        cls.review = make.review(
            cls.office, ref="CHS-R01", title="Initial outcomes", readers=(cls.police, cls.fire, cls.ambulance)
        )
        cls.request = make.report_request(cls.review_work, cls.office, dt.date(2014, 10, 31), review=cls.review)

    def sign_in(self, someone: User) -> User:
        """Sit down at this person's browser."""
        self.client.force_login(someone)
        return someone

    @property
    def now(self) -> dt.datetime:
        return clock.now()

    @property
    def cast(self) -> dict[str, User]:
        """Everybody by the name of their part."""
        parts = (
            "police_lead",
            "fire_lead",
            "ambulance_lead",
            "reader",
            "sponsor",
            "finance",
            "police_finance",
            "officer",
            "commissioner",
            "administrator",
            "stranger",
        )
        return {part: getattr(self, part) for part in parts}
