"""The questions, in the order in which a reader asks them."""

from initiatives.dashboards.pictures.changed import what_changed
from initiatives.dashboards.pictures.decide import what_must_be_decided
from initiatives.dashboards.pictures.five import how_much_is_done_together
from initiatives.dashboards.pictures.gained import what_each_has_gained
from initiatives.dashboards.pictures.ideas import what_happens_to_ideas
from initiatives.dashboards.pictures.life import where_each_is_in_its_life
from initiatives.dashboards.pictures.page import Question
from initiatives.dashboards.pictures.punctual import who_answers_on_time
from initiatives.dashboards.pictures.together import who_works_with_whom
from initiatives.dashboards.pictures.trouble import whose_work_is_in_trouble

QUESTIONS = {
    question.name: question
    for question in (
        Question("decide", "What must I decide at the next leadership review?", what_must_be_decided),
        Question("changed", "What changed since the last leadership review?", what_changed, named_by=0),
        Question("life", "Where is each piece of work in its life?", where_each_is_in_its_life),
        Question("trouble", "Whose work is in trouble?", whose_work_is_in_trouble),
        Question("gained", "What has each service gained?", what_each_has_gained),
        Question("together", "Who works with whom?", who_works_with_whom, named_by=2),
        Question("ideas", "What happens to ideas?", what_happens_to_ideas),
        Question("punctual", "Who answers on time?", who_answers_on_time),
        Question("five", "How much is done together?", how_much_is_done_together),
    )
}
