"""Live work split by stage and lead: nothing is lost, nothing is counted twice, what is not known is said."""

from hypothesis import given
from hypothesis import strategies as st

from initiatives.dashboards.answers import where_work_is, who_leads
from initiatives.dashboards.figures import Group, live_work
from initiatives.dashboards.shares import by_lead, by_stage, worth_drawing
from initiatives.register.models import Stage
from services.directory.models import Kind

organisation = st.sampled_from([("police-a", "A Police", Kind.POLICE_FORCE), ("fire-b", "B Fire", Kind.FIRE)])
no_lead = st.tuples(st.just(("", "", "")), st.booleans())
group = st.builds(
    lambda stage, lead, number: Group(stage, "not_reported", *lead[0], lead[1], number),
    st.sampled_from([*Stage.values, ""]),
    st.one_of(st.tuples(organisation, st.just(False)), no_lead),
    st.integers(1, 5000),
)


def one(stage: str = "delivery", lead: tuple = ("fire-b", "B Fire", Kind.FIRE), number: int = 1, joint: bool = False):
    return Group(stage, "on_track", *lead, joint, number)


@given(st.lists(group, max_size=30))
def test_every_initiative_is_in_one_bar(groups):
    in_all = sum(each.number for each in groups)
    for shares in (by_stage(groups), by_lead(groups)):
        assert sum(share.value for share in shares) == in_all
        assert all(share.value > 0 for share in shares)
        assert len({share.href for share in shares}) == len(shares)
    assert live_work(groups).value == in_all


@given(st.lists(group, min_size=1, max_size=30))
def test_the_sentences_say_what_is_not_known(groups):
    live = live_work(groups)
    assert ("stage of" in where_work_is(by_stage(groups), live)) == any(not each.stage for each in groups)
    unknown = any(not each.slug and not each.is_joint for each in groups)
    assert ("lead of" in who_leads(by_lead(groups), live)) == unknown


def test_stages_stand_in_the_order_of_life():
    groups = [one("delivery"), one("idea"), one(""), one("scoping")]
    assert [share.label for share in by_stage(groups)] == ["Idea logged", "Scoping", "Delivery", "Not known"]


def test_who_leads_most_comes_first_and_has_the_colour_and_the_word_of_its_service():
    leads = by_lead([one(number=2), one(lead=("police-a", "A Police", Kind.POLICE_FORCE), number=5)])
    assert [(share.label, share.words, share.colour) for share in leads] == [
        ("A Police", "Police", "police"),
        ("B Fire", "Fire", "fire"),
    ]


def test_work_led_jointly_is_neither_led_by_one_nor_unknown():
    nobody = ("", "", "")
    leads = by_lead([one(), one(lead=nobody, joint=True, number=3), one(lead=nobody)])
    assert [(share.label, share.value) for share in leads] == [("B Fire", 1), ("Led jointly", 3), ("Not known", 1)]
    said = who_leads(leads, live_work([one(number=5)]))
    assert said == "B Fire leads: one of 5 live initiatives. 3 are led jointly. The lead of one is not known."


def test_many_leads_are_drawn_as_the_ten_largest_and_what_has_no_one_lead():
    groups = [one(lead=(f"force-{n}", f"Force {n}", Kind.POLICE_FORCE), number=50 - n) for n in range(40)]
    drawn = worth_drawing(by_lead([*groups, one(lead=("", "", ""))]))
    assert [share.label for share in drawn] == [*(f"Force {n}" for n in range(10)), "Not known"]


def test_leads_that_share_the_first_place_are_all_named():
    groups = [one(), one(lead=("police-a", "A Police", Kind.POLICE_FORCE))]
    said = who_leads(by_lead(groups), live_work(groups))
    assert said == "A Police and B Fire lead: one each of 2 live initiatives."
