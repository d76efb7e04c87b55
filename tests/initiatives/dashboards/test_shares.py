"""Live work split by stage, lead and status: nothing is lost, nothing is counted twice, what is not known is said."""

from hypothesis import given
from hypothesis import strategies as st

from initiatives.dashboards.answers import where_work_is
from initiatives.dashboards.figures import Group, live_work
from initiatives.dashboards.pictures import trouble
from initiatives.dashboards.shares import by_lead, by_stage
from initiatives.register.models import Stage, Status
from services.directory.models import Kind

organisation = st.sampled_from([("police-a", "A Police", Kind.POLICE_FORCE), ("fire-b", "B Fire", Kind.FIRE)])
no_lead = st.tuples(st.just(("", "", "")), st.booleans())
group = st.builds(
    lambda stage, status, lead, late, number: Group(stage, status, *lead[0], lead[1], late, number),
    st.sampled_from([*Stage.values, ""]),
    st.sampled_from(Status.values),
    st.one_of(st.tuples(organisation, st.just(False)), no_lead),
    st.booleans(),
    st.integers(1, 5000),
)


def one(
    stage: str = "delivery",
    lead: tuple = ("fire-b", "B Fire", Kind.FIRE),
    number: int = 1,
    joint: bool = False,
    status: str = "on_track",
):
    return Group(stage, status, *lead, joint, False, number)


@given(st.lists(group, max_size=30))
def test_every_initiative_is_in_one_share(groups):
    in_all = sum(each.number for each in groups)
    for shares in (by_stage(groups), by_lead(groups)):
        assert sum(share.value for share in shares) == in_all
        assert all(share.value > 0 for share in shares)
        assert len({share.href for share in shares}) == len(shares)
    assert live_work(groups).value == in_all


@given(st.lists(group, max_size=30))
def test_every_initiative_is_in_one_piece_of_the_bars(groups):
    rows = trouble.picture_of(groups).rows
    numbers = [[cell.value for cell in row.cells[1:]] for row in rows]
    assert all(live == sum(statuses) for live, *statuses, _ in numbers)
    assert sum(live for live, *_ in numbers) == sum(each.number for each in groups)
    assert sum(late for *_, late in numbers) == sum(each.number for each in groups if each.is_late)
    addresses = [cell.href for row in rows for cell in row.cells if cell.href]
    assert len(addresses) == len(set(addresses))


@given(st.lists(group, min_size=1, max_size=30))
def test_the_sentences_say_what_is_not_known(groups):
    live = live_work(groups)
    assert ("stage of" in where_work_is(by_stage(groups), live)) == any(not each.stage for each in groups)


def test_stages_stand_in_the_order_of_life():
    groups = [one("delivery"), one("idea"), one(""), one("scoping")]
    assert [share.label for share in by_stage(groups)] == ["Idea logged", "Scoping", "Delivery", "Not known"]


def test_work_led_jointly_is_neither_led_by_one_nor_unknown():
    nobody = ("", "", "")
    leads = by_lead([one(), one(lead=nobody, joint=True, number=3), one(lead=nobody)])
    assert [(share.label, share.value) for share in leads] == [("B Fire", 1), ("Led jointly", 3), ("Not known", 1)]


def test_whose_work_is_most_in_trouble_comes_first_and_is_named():
    police = ("police-a", "A Police", Kind.POLICE_FORCE)
    groups = [one(lead=police, number=9), one(number=2, status="at_risk"), one(status="off_track")]
    picture = trouble.picture_of(groups)
    assert [row.cells[0].value for row in picture.rows] == ["B Fire", "A Police"]
    assert picture.answer == "One of 12 live initiatives is off track and 2 at risk. B Fire leads most of them: 3."


def test_leads_with_as_much_in_trouble_are_all_named_and_none_where_nothing_is():
    police = ("police-a", "A Police", Kind.POLICE_FORCE)
    said = trouble.picture_of([one(status="at_risk"), one(lead=police, status="off_track")]).answer
    assert said.endswith("A Police and B Fire lead most of them: one each.")
    assert trouble.picture_of([one(number=2)]).answer == "None of 2 live initiatives is off track or at risk."


def test_work_that_no_report_has_spoken_of_is_said_and_who_leads_alone_stands_before_nobody():
    groups = [one(lead=("", "", ""), number=3, status="not_reported"), one(status="not_reported")]
    picture = trouble.picture_of(groups)
    assert [row.cells[0].value for row in picture.rows] == ["B Fire", "Not known"]
    assert picture.answer == "None of 4 live initiatives is off track or at risk. 4 are not reported on yet."


def test_many_leads_are_drawn_as_far_as_there_is_room_and_all_stand_in_the_table():
    groups = [one(lead=(f"force-{n}", f"Force {n}", Kind.POLICE_FORCE), number=50 - n) for n in range(40)]
    picture = trouble.in_short(groups)
    assert [drawing.left_out for drawing in picture.chart.drawings] == [32, 20]
    assert len(picture.rows) == 40
