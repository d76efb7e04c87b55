"""The words of an evaluation: how it was done, how much its evidence can carry, and what it found."""

from django.db import models


class Method(models.TextChoices):
    """How somebody found out."""

    TRIAL = "trial", "Trial in which chance decided who took part"
    COMPARISON = "comparison", "Comparison with others"
    BEFORE_AFTER = "before_after", "Before and after"
    SURVEY = "survey", "Survey of staff or the public"
    EXPERT = "expert", "Review by experts or peers"
    CASE_STUDY = "case_study", "Case study"
    FIGURES = "figures", "Figures alone"
    SEVERAL = "several", "Several of these"


class Strength(models.IntegerChoices):
    """How much the evidence can carry, in five steps. It says nothing about how good the work itself was.

    In plain English, in the spirit of the Maryland Scientific Methods Scale (Farrington, Gottfredson, Sherman and Welsh in
    "Evidence-Based Crime Prevention", 2002; as the What Works Centre for Local Economic Growth scores it,
    whatworksgrowth.org), for what is measured and compared, and of Nesta's Standards of Evidence (Puttick and Ludlow, 2013),
    which begin with a reasoned account and ask at the top whether it was found again elsewhere.
    """

    TOLD = 1, "1. Told"
    MEASURED = 2, "2. Measured"
    COMPARED = 3, "3. Compared"
    CONFIRMED = 4, "4. Compared by outsiders"
    PROVED = 5, "5. Tested by chance, or found again"


#: What earns each step, in a sentence.
EARNED_BY = {
    Strength.TOLD: "The people who did it say what happened and why. Nothing was measured",
    Strength.MEASURED: "Something was counted, once or before and after, with nobody to compare it with",
    Strength.COMPARED: "Before and after were set beside those of similar people or places that did not take part",
    Strength.CONFIRMED: "The same, by somebody from outside the work, who took other causes into account",
    Strength.PROVED: "Chance decided who took part, or two independent comparisons in different places agree",
}
#: From this step on somebody else was looked at too, which only these methods do.
COMPARES_FROM = Strength.COMPARED
COMPARING = (Method.TRIAL, Method.COMPARISON, Method.SEVERAL)


class Finding(models.TextChoices):
    """Whether the work did what it set out to do."""

    YES = "yes", "Yes"
    PARTLY = "partly", "Partly"
    NO = "no", "No"
    TOO_EARLY = "too_early", "Too early to say"
