"""A list for Django; code imports from the rooms."""

from initiatives.agreements.models import Agreement, AgreementParty
from initiatives.benefits.models import Benefit, BenefitReading, PlannedQuarter
from initiatives.costs.models import Apportionment, Cost, CostShare
from initiatives.cycles.models import CycleDate, CycleReader, ReviewCycle
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.exports.models import Export, ExportSheet
from initiatives.meetings.models import Board, Meeting
from initiatives.register.models import Initiative, Milestone, NamedPerson, Participation
from initiatives.reminders import touching
from initiatives.reminders.digests.models import Digest
from initiatives.reminders.models import Reminder
from initiatives.reminders.rule_models import ReminderRule
from initiatives.reviews.models import LeadershipReview, Report, ReportEvent, ReportRequest, ReviewReader

touching.keep_watch()

__all__ = [
    "Agreement",
    "AgreementParty",
    "Apportionment",
    "Benefit",
    "BenefitReading",
    "Board",
    "Cost",
    "CostShare",
    "CycleDate",
    "CycleReader",
    "Digest",
    "Evaluation",
    "Export",
    "ExportSheet",
    "Initiative",
    "LeadershipReview",
    "Lesson",
    "Meeting",
    "Milestone",
    "NamedPerson",
    "Participation",
    "PlannedQuarter",
    "Reminder",
    "ReminderRule",
    "Report",
    "ReportEvent",
    "ReportRequest",
    "ReviewCycle",
    "ReviewReader",
]
