"""What the plan depends on: a change of any of these tables makes the next tick plan anew; without one it need not.

The tables are marked by triggers (services.history.models.Touch), so that no change is missed, whoever makes it. The
relations between them, which have no model, have theirs in a migration (0010). A full plan every ten minutes is for what
nobody thought of.
"""

from initiatives.agreements.models import Agreement, AgreementParty
from initiatives.benefits.models import Benefit, BenefitReading, PlannedQuarter
from initiatives.cycles.models import CycleDate
from initiatives.meetings.models import Board, Meeting
from initiatives.register.models import Initiative, Milestone, NamedPerson, Participation
from initiatives.reviews.models import LeadershipReview, ReportEvent, ReportRequest
from services.directory.models import BankHoliday, Closure, Organisation
from services.history.models import leaves_a_touch
from services.people.models import Leave, LetterPreferences, Membership, User

PLANNED_FROM = (
    *(Initiative, Participation, NamedPerson, Milestone),
    *(LeadershipReview, ReportRequest, ReportEvent),
    *(Meeting, Board, Agreement, AgreementParty),
    *(Benefit, BenefitReading, PlannedQuarter),
    *(Organisation, BankHoliday, Closure, Membership, Leave),
    *(CycleDate, LetterPreferences),
)


def keep_watch() -> None:
    """Give each of these tables its trigger. Called once, as the models are read."""
    for model in PLANNED_FROM:
        leaves_a_touch().register(model)
    leaves_a_touch("is_active").register(User)
