"""What somebody may see, asked once for a page: the same as asked each time, and forgotten when the page is made."""

import pytest

from collab_portal.toolkit.readonly import read_only
from initiatives.dashboards.figures import live_and_seen, live_initiatives
from initiatives.register.models import Initiative, Milestone
from initiatives.register.seen import seen_once
from initiatives.reviews.models import ReportRequest
from tests import make
from tests.case import MONDAY, CastTestCase


class SeenOnce(CastTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        make.initiative("Named people only", (cls.police, cls.fire), reach="named")
        make.initiative("For every member", (cls.elsewhere,), reach="portal")
        make.initiative("A draft", standing="draft", registered_by=cls.fire_lead)
        over = make.initiative(
            "Over", (cls.fire, cls.ambulance), standing="closed", standing_reason="Done", ending="completed"
        )
        make.milestone(over)

    def test_everybody_sees_the_same_as_when_it_is_asked_each_time(self):
        for name, someone in self.cast.items():
            asked = [set(model.objects.visible_to(someone)) for model in (Initiative, Milestone, ReportRequest)]
            with read_only(), seen_once(someone, live_and_seen(someone, MONDAY)[1]):
                once = [set(model.objects.visible_to(someone)) for model in (Initiative, Milestone, ReportRequest)]
            assert once == asked, name

    def test_the_groups_found_beside_it_are_those_of_live_work(self):
        for name, someone in self.cast.items():
            groups, _ = live_and_seen(someone, MONDAY)
            assert sorted(map(str, groups)) == sorted(map(str, live_initiatives(someone, MONDAY))), name

    def test_somebody_else_is_asked_about_and_afterwards_everybody_is_asked_about_anew(self):
        with seen_once(self.officer, ""):
            assert not Initiative.objects.visible_to(self.officer).exists()
            assert Initiative.objects.visible_to(self.fire_lead).exists()
        assert Initiative.objects.visible_to(self.officer).exists()
        with pytest.raises(ValueError, match="broken off"), seen_once(self.officer, ""):
            raise ValueError("broken off")
        assert Initiative.objects.visible_to(self.officer).exists()

    def test_whoever_may_no_longer_sign_in_sees_nothing_all_the_same(self):
        with seen_once(self.officer, str(self.review_work.pk)):
            self.officer.is_active = False
            assert not Initiative.objects.visible_to(self.officer).exists()
