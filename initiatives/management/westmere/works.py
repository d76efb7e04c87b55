"""The 24 initiatives of Westmere: what each is, who takes part, how it went. Months are counted from the day of building."""

from dataclasses import dataclass

from initiatives.management.westmere.cast import AMBULANCE, COUNCIL, FIRE, NORTHSHIRE, POLICE
from initiatives.register.choices import Marking, Stage, Theme

IDEA, SCOPING, CASE, AGREEMENT = Stage.IDEA, Stage.SCOPING, Stage.CASE, Stage.AGREEMENT
DELIVERY, GO_LIVE, USUAL, EVALUATION = Stage.DELIVERY, Stage.GO_LIVE, Stage.USUAL, Stage.EVALUATION


@dataclass(frozen=True)
class Point:
    """A milestone: the month first promised, and the month in which it was reached; None: not yet."""

    name: str
    due: int
    done: int | None = None


@dataclass(frozen=True)
class Work:
    """One initiative. `stages` begin with the one it was registered at; months before today are negative.

    `statuses` are a letter for each quarter's report, the oldest first, on track (G), at risk (A) or off track (R); the
    last one is of the report for the coming board. Work registered later, or closed, has no report for the others.
    """

    key: str
    name: str
    purpose: str
    theme: Theme
    lead: str
    partners: tuple[str, ...]
    stages: tuple[tuple[int, Stage], ...]
    started: int
    ends: int
    statuses: str
    news: str
    risk: str
    milestones: tuple[Point, ...] = ()
    marking: Marking = Marking.OFFICIAL
    unconfirmed: tuple[str, ...] = ()

    @property
    def registered(self) -> int:
        """The month in which it came into the register."""
        return self.stages[0][0]

    @property
    def organisations(self) -> tuple[str, ...]:
        return (self.lead, *self.partners)


WORKS = (
    Work(
        "control", "Joint control room at Hartwell",
        "Answer police, fire and ambulance calls in one room, so that the nearest crew is sent whoever employs it.",
        Theme.CONTROL, FIRE, (POLICE, AMBULANCE, COUNCIL), ((-20, SCOPING), (-10, CASE)), -18, 16, "GGGGAAA",
        "Two of the four builders pulled out. We are asking the framework for two more names. This moves the appointment by two months, not the opening.",
        "The building costs more than the outline business case says.",
        (Point("Outline business case agreed", -9, -9), Point("Building survey finished", -2, -2),
         Point("Builder appointed", 2), Point("Call-taking system tested", 11), Point("Room opens", 16)),
    ),
    Work(
        "fleet", "Joint fleet workshop",
        "Keep police and fire vehicles on the road from one workshop at lower cost.",
        Theme.FLEET, FIRE, (POLICE,), ((-20, AGREEMENT), (-14, DELIVERY)), -17, 5, "GGAAARR",
        "The ramp for fire engines failed its inspection. Work on heavy vehicles has stopped until it is replaced.",
        "Fire engines wait longer for repair than before the move.",
        (Point("Staff moved to the new site", -11, -10), Point("Heavy vehicle ramp in use", -3), Point("Old workshop handed back", 4)),
    ),
    Work(
        "hr", "Shared HR and finance",
        "Run payroll, recruitment and accounts for both services with one team and one system.",
        Theme.SUPPORT, POLICE, (FIRE,), ((-20, DELIVERY), (-4, GO_LIVE)), -24, 4, "GGGAAAA",
        "The first joint payroll ran on time. Holiday pay of firefighters on call was wrong for 31 people and is put right this month.",
        "Two people who know the old payroll leave in spring.",
        (Point("One ledger for both services", -8, -8), Point("First joint payroll", -1, -1), Point("Old systems switched off", 4)),
    ),
    Work(
        "firearms", "Firearms alliance",
        "Have enough trained firearms officers in both counties at every hour.",
        Theme.SPECIALIST, POLICE, (NORTHSHIRE,), ((-20, USUAL),), -40, 4, "GGGGGGG",
        "Both forces agreed the training days of next year.", "Instructors are hard to replace.",
        (Point("Joint training calendar agreed", -3, -3),), Marking.SENSITIVE,
    ),
    Work(
        "underwater", "Underwater search and marine",
        "Search rivers and lakes with one team of divers instead of three.",
        Theme.SPECIALIST, POLICE, (NORTHSHIRE, FIRE), ((-20, USUAL),), -36, 9, "GGGGGGG",
        "Nine searches since the last report, four of them for fire. Divers from all sides kept their hours.",
        "One boat is due for replacement.", (Point("New sonar in use", -6, -5),),
    ),
    Work(
        "missing", "Missing people and drones",
        "Find missing people sooner by sharing drones and the people who fly them.",
        Theme.RESPONSE, POLICE, (FIRE, COUNCIL), ((-17, CASE), (-12, DELIVERY)), -15, 7, "GGGGGGG",
        "Drones were used in 46 searches. Eleven people were found by them.", "Pilots need a licence that takes four months.",
        (Point("Ten pilots trained", -7, -7), Point("Night camera in use", 1)),
    ),
    Work(
        "falls", "Falls response pilot",
        "Send fire crews to people who have fallen and are not hurt, so that they wait less and ambulances stay free.",
        Theme.RESPONSE, AMBULANCE, (FIRE, COUNCIL), ((-16, AGREEMENT), (-13, DELIVERY), (-2, EVALUATION)), -14, 6, "GGGAARR",
        "The pilot money ends in March. Crews went to 212 falls, but only 60 of the 120 planned hours a week are covered.",
        "The pilot stops without a decision on its money.",
        (Point("First crews trained", -12, -12), Point("Evaluation delivered", -1)),
    ),
    Work(
        "forced", "Forced entry protocol",
        "Fire crews open doors for ambulance crews, so that patients are reached sooner and police are not sent.",
        Theme.RESPONSE, FIRE, (POLICE, AMBULANCE), ((-20, USUAL),), -30, 3, "GGGGGGG",
        "Fire opened 74 doors. Police were spared 61 visits.", "Damage to doors is not yet paid for in the same way everywhere.",
    ),
    Work(
        "cardiac", "Cardiac arrest co-response",
        "Send the nearest trained crew, fire or ambulance, to people whose heart has stopped.",
        Theme.RESPONSE, AMBULANCE, (FIRE,), ((-15, DELIVERY),), -12, 14, "GGGGGGG",
        "Six stations respond now. Crews were first at 18 of 40 calls.", "Training hours in small stations.",
        (Point("Six stations trained", -4, -4), Point("Ten stations trained", 6)),
    ),
    Work(
        "water", "Water safety campaign",
        "Keep people from drowning in Westmere’s rivers and quarries.",
        Theme.PREVENTION, COUNCIL, (FIRE, POLICE), ((-14, DELIVERY),), -14, 2, "GGGGGGG",
        "Lifelines stand at nine places. Schools near rivers were visited.", "Quarry owners are slow to answer.",
        (Point("Lifelines at twelve places", 1),),
    ),
    Work(
        "station", "Shared station at Tarnbridge",
        "Put police, fire and ambulance in one building in the middle of Tarnbridge.",
        Theme.ESTATES, POLICE, (FIRE, AMBULANCE), ((-20, DELIVERY), (-1, GO_LIVE)), -28, 6, "GGAAGGG",
        "Police moved in. Fire follows in January, ambulance in February.", "The fire bay door is late.",
        (Point("Building finished", -3, -2), Point("All three services in", 3)),
    ),
    Work(
        "training", "Joint training centre",
        "Train drivers and commanders of both services in one place.",
        Theme.PEOPLE, POLICE, (FIRE,), ((-12, SCOPING), (-5, CASE)), -9, 18, "GGGGGGG",
        "The business case goes to both services in the new year.", "Neither service has set money aside yet.",
        (Point("Business case agreed", 3),),
    ),
    Work(
        "uniform", "Joint buying of uniform and kit",
        "Buy uniform, helmets and radios together, at the price of the larger order.",
        Theme.SUPPORT, POLICE, (FIRE, NORTHSHIRE), ((-20, USUAL),), -26, 10, "GGGGGGG",
        "The second joint order arrived complete.", "One supplier is in trouble.",
    ),
    Work(
        "roads", "Road safety education",
        "Teach new drivers together, so that fewer of them are killed or hurt.",
        Theme.PREVENTION, FIRE, (POLICE, COUNCIL), ((-20, USUAL),), -44, 20, "GGGGGGG",
        "1,900 pupils took part since the last report.", "",
    ),
    Work(
        "cadets", "Joint cadets",
        "Give young people one group to join instead of two half-empty ones.",
        Theme.PREVENTION, FIRE, (POLICE,), ((-11, AGREEMENT), (-7, DELIVERY)), -7, 12, "GGGGGAA",
        "Three of five groups have begun. Two have no leader yet.", "Volunteers to lead the groups.",
        (Point("Five groups running", 0),),
    ),
    Work(
        "welfare", "Concern for welfare calls",
        "Agree who goes when somebody is worried about a neighbour, so that the right service goes first.",
        Theme.RESPONSE, AMBULANCE, (POLICE, COUNCIL), ((-8, SCOPING), (-3, AGREEMENT)), -6, 9, "GGGGGGG",
        "All three have read the draft agreement. Police asked for a clause on night hours.", "Night hours of the council.",
        (Point("Agreement signed", 1),), unconfirmed=(COUNCIL,),
    ),
    Work(
        "triage", "Mental health street triage",
        "Send a nurse with the police to people in a crisis, so that fewer of them end in a cell.",
        Theme.RESPONSE, POLICE, (AMBULANCE, COUNCIL), ((-20, DELIVERY), (-4, EVALUATION)), -22, 8, "GGGGGGG",
        "The university has all figures and reports in March.", "Nurses for the night.",
        (Point("Evaluation delivered", 3),),
    ),
    Work(
        "rural", "Rural intervention vehicles",
        "Put one vehicle with the tools of three services in places that all of them reach late.",
        Theme.FLEET, FIRE, (POLICE, AMBULANCE), ((-5, IDEA), (-3, SCOPING)), -3, 18, "GGGGGAA",
        "Two of three sites are named. Insurance for drivers of another service is open.", "Insurance.",
    ),
    Work(
        "data", "Shared risk and vulnerability data",
        "Let each service know which homes the others worry about.",
        Theme.INFORMATION, COUNCIL, (POLICE, FIRE), ((-7, SCOPING),), -6, 15, "GGGGGAA",
        "The data protection assessment is with the three lawyers.", "Lawyers disagree about health data.",
        (Point("Data sharing agreement drafted", 2),),
    ),
    Work(
        "exercise", "Joint major incident exercises",
        "Practise together twice a year, so that commanders know each other before the day.",
        Theme.RESILIENCE, COUNCIL, (POLICE, FIRE, AMBULANCE), ((-20, USUAL),), -50, 24, "GGGGGGG",
        "The autumn exercise was held at the quarry with 140 people.", "",
    ),
    Work(
        "fuel", "Shared fuel stock",
        "Keep one stock of fuel for emergencies instead of two.",
        Theme.FLEET, FIRE, (POLICE,), ((-13, SCOPING),), -12, 12, "GGAGGGG", "Parked.", "",
    ),
    Work(
        "dogs", "Shared dogs unit",
        "Train and house police dogs of both counties together.",
        Theme.SPECIALIST, NORTHSHIRE, (POLICE,), ((-1, IDEA),), -1, 24, "GGGGGGG",
        "Both forces have counted their dogs and handlers.", "", unconfirmed=(POLICE,),
    ),
    Work(
        "boathouse", "Joint boathouse at Ellmere",
        "Keep the boats of both services in one boathouse.",
        Theme.ESTATES, POLICE, (FIRE,), ((-15, SCOPING),), -15, 12, "GGAGGGG", "Closed.", "",
    ),
    Work(
        "standby", "Ambulance standby points in fire stations",
        "Let ambulance crews wait in fire stations, so that they start nearer to the next patient.",
        Theme.ESTATES, AMBULANCE, (FIRE,), ((-20, DELIVERY), (-9, USUAL), (-4, EVALUATION)), -32, -2, "GGGGGGG",
        "All eight standby points are in use.", "", (Point("Eight standby points in use", -8, -8),),
    ),
)  # fmt: skip
