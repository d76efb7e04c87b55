"""How requests about evaluations and lessons are answered."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.forms import answer
from initiatives import rules
from initiatives.evaluations import actions, pages
from initiatives.evaluations.filters import Asked
from initiatives.evaluations.forms import CorrectEvaluationForm, EvaluationForm, LessonForm, WithdrawForm
from initiatives.evaluations.models import Evaluation, Lesson
from initiatives.register.models import Initiative, Theme
from services.access.gate import allowed

PER_PAGE = 25
FORM = "initiatives/evaluations/form.html"


@allowed(rules.SEE_LESSONS)
def lessons(request: HttpRequest) -> HttpResponse:
    """What was learnt, as far as this person may read it: of the work they see, and what others share."""
    wanted = Asked.of(request.GET)
    page = Paginator(wanted.find(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "wanted": wanted,
        "sentence": wanted.sentence(page.paginator.count),
        "themes": [("", "Every theme"), *Theme.choices],
    }
    return render(request, "initiatives/evaluations/lessons.html", context)


@allowed(rules.SEE_INITIATIVE, on=Initiative)
def of_initiative(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """The section of an initiative's record: whether it did what it set out to do, and what was learnt."""
    return render(request, "initiatives/evaluations/of_initiative.html", pages.section(initiative, request.user))


@allowed(rules.EVALUATE, on=Initiative, typed_outlives_session=True)
def add_evaluation(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """What somebody found out."""
    form = EvaluationForm(request.POST or None, today=request.today)
    if form.carries_out(actions.add_evaluation, initiative, by=request.user, at=request.now):
        messages.success(request, "The evaluation has been added.")
        return redirect(form.result)
    return answer(request, form, FORM, {"initiative": initiative, "title": "Add an evaluation"})


@allowed(rules.CORRECT_EVALUATION, on=Evaluation, by="pk", typed_outlives_session=True)
def correct_evaluation(request: HttpRequest, evaluation: Evaluation) -> HttpResponse:
    """What it says is put right, with a reason."""
    form = CorrectEvaluationForm(request.POST or None, row=evaluation, today=request.today)
    if form.carries_out(actions.correct_evaluation, evaluation, by=request.user, at=request.now):
        messages.success(request, "The evaluation has been corrected.")
        return redirect(form.result)
    return answer(request, form, FORM, {"initiative": evaluation.initiative, "title": "Correct an evaluation"})


@allowed(rules.EVALUATE, on=Initiative, typed_outlives_session=True)
def add_lesson(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """What was learnt."""
    form = LessonForm(request.POST or None, initiative=initiative, evaluations=initiative.evaluations.for_page())
    if form.carries_out(actions.add_lesson, initiative, by=request.user, at=request.now):
        messages.success(request, "The lesson has been added.")
        return redirect(form.result)
    return answer(request, form, FORM, {"initiative": initiative, "title": "Add a lesson"})


@allowed(rules.CHANGE_LESSON, on=Lesson, by="pk", typed_outlives_session=True)
def change_lesson(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """Other words or themes, and whether it is shared."""
    work = lesson.initiative
    form = LessonForm(request.POST or None, row=lesson, initiative=work, evaluations=work.evaluations.for_page())
    if form.carries_out(actions.change_lesson, lesson, by=request.user, at=request.now):
        messages.success(request, "The lesson has been changed.")
        return redirect(form.result)
    return answer(request, form, FORM, {"initiative": work, "title": "Change a lesson"})


@allowed(rules.CHANGE_LESSON, on=Lesson, by="pk", typed_outlives_session=True)
def withdraw_lesson(request: HttpRequest, lesson: Lesson) -> HttpResponse:
    """It is no longer true."""
    form = WithdrawForm(request.POST or None)
    if form.carries_out(actions.withdraw_lesson, lesson, by=request.user, at=request.now):
        messages.success(request, "The lesson has been withdrawn.")
        return redirect(form.result)
    return answer(
        request, form, FORM, {"initiative": lesson.initiative, "lesson": lesson, "title": "Withdraw a lesson"}
    )
