"""What the file's words mean in the portal: tables, so that a reader can check each by eye.

Words that stand in no table are refused: a person must decide what they mean before they are loaded.
"""

from initiatives.register.models import Part, Stage, Theme

#: Second-level themes of the file (domain brief 4.1) by the first-level theme that a record carries. Nothing: too wide for one.
THEMES: dict[str, Theme | None] = {
    "operational:roads": Theme.SPECIALIST,
    "operational:marine-underwater": Theme.SPECIALIST,
    "operational:firearms": Theme.SPECIALIST,
    "crime:regional-organised-crime": Theme.CRIME,
    "crime:intelligence": Theme.CRIME,
    "crime:counter-terrorism": Theme.CRIME,
    "business-support:hr-payroll": Theme.SUPPORT,
    "business-support:finance": Theme.SUPPORT,
    "business-support:procurement": Theme.SUPPORT,
    "business-support:ict": Theme.SUPPORT,
    "governance": Theme.GOVERNANCE,
    "all functions": None,
}

#: Where the work was at the snapshot, as a stage of life (domain brief 2.6).
STAGES: dict[str, Stage] = {
    "in operation": Stage.USUAL,
    "in place, third force joining": Stage.USUAL,
    "exploration / opportunity assessment": Stage.SCOPING,
}

#: An organisation's part in the file's words: the part, and whether it was only ever planned.
PARTS: dict[str, tuple[Part, bool]] = {
    "partner agency": (Part.PARTNER, False),
    "founder and hub host": (Part.HOST, False),
    "founder, payroll bureau": (Part.PARTNER, False),
    "joining at snapshot": (Part.PARTNER, False),
    "later member": (Part.PARTNER, False),
    "planned member April 2018": (Part.PARTNER, True),
}

#: Work whose agreement nobody has found yet (cheshire.md section 4): a placeholder keeps the question open.
AGREEMENTS = {"CHS-001": "CHS-A01", "CHS-002": "CHS-A02", "CHS-003": "CHS-A03", "CHS-006": "CHS-A06"}

#: What a meeting led to. The file says "as a result" of the hosted meetings, so the link is inferred.
LED_TO = {"CHS-M01": "CHS-007"}

#: What the file says of an initiative that a record has no field for. Kept with its source, and shown as said.
ALSO_SAID = (
    "status_at_snapshot", "status_now", "mapping", "agreement_type", "supplier", "commissioned_by", "leads", "scope",
    "stage_at_snapshot", "outcome_report",
)  # fmt: skip
