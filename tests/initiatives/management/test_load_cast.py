"""`manage.py load_cast`: ten people to try the portal with, never where real people work."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from initiatives.register.models import NamedPerson
from services.history.models import Entry
from services.people.models import Membership, User
from tests import make
from tests.case import CastTestCase


def load(password="four quiet words here"):
    out = StringIO()
    call_command("load_cast", password=password, stdout=out)
    return out.getvalue()


@override_settings(DEVELOPMENT=True)
class LoadCastTest(CastTestCase):
    def setUp(self):
        for model in (NamedPerson, Membership):
            model.objects.all().delete()

    def test_the_ten_are_printed_with_their_one_password(self):
        said = load()
        assert len([line for line in said.splitlines() if "@portal.test" in line]) == 10
        assert said.endswith("Password for all of them: four quiet words here\n")
        assert "Fire lead         Elin Pryce     fire.lead@portal.test" in said

    def test_each_has_the_role_and_can_sign_in(self):
        load()
        held = {
            m.person.email.partition("@")[0]: (m.organisation.slug, m.role)
            for m in Membership.objects.select_related("person", "organisation")
        }
        assert held == {
            "police.lead": ("police-cheshire", "service_lead"),
            "fire.lead": ("fire-cheshire", "service_lead"),
            "ambulance.lead": ("amb-nwas", "service_lead"),
            "reader": ("amb-nwas", "reader"),
            "sponsor": ("fire-cheshire", "sponsor"),
            "fire.finance": ("fire-cheshire", "finance"),
            "police.finance": ("police-cheshire", "finance"),
            "officer": ("policing-body-cheshire", "policy_officer"),
            "commissioner": ("policing-body-cheshire", "commissioner"),
            "administrator": ("policing-body-cheshire", "administrator"),
        }
        assert all(
            User.objects.get(email=f"{part}@portal.test").check_password("four quiet words here") for part in held
        )

    def test_the_leads_write_the_review_and_the_sponsor_sponsors_it(self):
        load()
        named = {(each.person.name, each.duty) for each in self.review_work.named_people.select_related("person")}
        assert named == {
            ("Priya Okafor", "author"),
            ("Elin Pryce", "author"),
            ("Sam Adeyemi", "author"),
            ("Helen Marsh", "sponsor"),
        }

    def test_again_only_the_password_changes(self):
        load()
        before = (User.objects.count(), Membership.objects.count(), NamedPerson.objects.count(), Entry.objects.count())
        load("another set of words")
        assert (
            User.objects.count(),
            Membership.objects.count(),
            NamedPerson.objects.count(),
            Entry.objects.count(),
        ) == before
        assert User.objects.get(email="reader@portal.test").check_password("another set of words")

    def test_no_password_is_kept_in_the_history(self):
        load()
        assert "four quiet words here" not in str(list(Entry.objects.values_list()))

    def test_without_the_review_nobody_is_named(self):
        self.review_work.ref = "TST-1"
        self.review_work.save()
        load()
        assert not NamedPerson.objects.exists()

    def test_without_the_organisations_it_says_what_to_do(self):
        self.ambulance.slug = "amb-other"
        self.ambulance.save()
        with pytest.raises(
            CommandError, match=r"amb-nwas cannot be found. Load the organisations first: manage.py load_organisations"
        ):
            load()

    def test_where_real_people_work_it_is_refused(self):
        people = User.objects.count()
        with override_settings(DEVELOPMENT=False), pytest.raises(CommandError, match="refused when DEBUG is off"):
            load()
        assert User.objects.count() == people
        assert User.objects.get(pk=self.reader.pk).check_password(make.PASSWORD)
