"""What a draft still needs before it can be registered: section by section for the task list, and in sentences."""

from dataclasses import dataclass

from initiatives.register.models import Initiative, Reach


@dataclass(frozen=True)
class Section:
    """One line of the task list."""

    slug: str
    title: str
    is_done: bool
    is_optional: bool = False


def sections_of(draft: Initiative) -> list[Section]:
    """The task list, in order. Two queries."""
    parties = draft.participations.count()
    people = draft.named_people.count()
    return [
        Section("what", "What it is", bool(draft.name)),
        Section("why", "Why: purpose and themes", bool(draft.purpose)),
        Section("who", "Who takes part", parties >= 2 and has_lead(draft)),
        Section("when", "Dates and stage", bool(draft.stage or draft.started_on), is_optional=True),
        Section("seen", "Who sees it", draft.reach != Reach.NAMED or people > 0),
        Section("people", "People", people > 0, is_optional=draft.reach != Reach.NAMED),
    ]


def has_lead(draft: Initiative) -> bool:
    """Whether somebody has said who leads: one organisation, or all of them jointly."""
    return draft.lead_id is not None or draft.is_jointly_led


def missing_from(draft: Initiative) -> list[str]:
    """What has to be entered before it can be registered, each a full sentence; nothing when it is complete."""
    parties = draft.participations.count()
    needs_people = draft.reach == Reach.NAMED and not draft.named_people.filter(person=draft.registered_by_id).exists()
    checks = [
        (not draft.name, "Enter the name."),
        (not draft.purpose, "Enter the purpose."),
        (parties < 2, "Add at least two organisations: shared work needs more than one."),
        (not has_lead(draft), "Say which organisation leads, or that they lead it jointly."),
        (needs_people, "Only named people will see this. Name yourself under People, or you would lock yourself out."),
    ]
    return [sentence for is_missing, sentence in checks if is_missing]
