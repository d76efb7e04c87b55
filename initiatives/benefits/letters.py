"""What the portal writes about benefits at once. What waits for an answer is a reminder (initiatives.reminders)."""

from initiatives.benefits.models import BenefitReading
from services.letters import actions as outbox
from services.letters import letter_file


def value_was_rejected(reading: BenefitReading) -> None:
    """To whoever claimed it, and to the owner: why, and that another can be claimed. Sensitive text stays in the portal."""
    benefit = reading.benefit
    work = benefit.initiative
    people = {reading.claimed_by, benefit.owner} - {reading.answered_by}
    for person in sorted(people, key=lambda each: each.pk):
        words = letter_file.write(
            "initiatives/benefits/letters/value_was_rejected.txt",
            person=person,
            reading=reading,
            benefit=benefit,
            title=work.title_in_mail if work.is_sensitive else benefit.title,
            is_restricted=work.is_sensitive,
            quoted="\n".join(f"> {line}" for line in reading.answer_reason.splitlines()),
        )
        why = "you claimed this value" if person == reading.claimed_by else "you own this benefit"
        key = f"value_was_rejected:{reading.pk}:{person.pk}"
        outbox.post(words, to=person, key=key, why=why, at=reading.answered_at, about=reading)
