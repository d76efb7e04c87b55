"""The rules of the reminders: read by everybody, changed by a portal administrator who has seen what a change would do."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from collab_portal.toolkit.forms import answer
from collab_portal.toolkit.pages import page_of
from collab_portal.toolkit.refusals import Refused
from initiatives import rules
from initiatives.reminders import preview, rule_actions, rules_in_force
from initiatives.reminders.preview import NotSeenYet
from initiatives.reminders.rule_forms import SEEN, RuleForm
from initiatives.reminders.rules_in_force import Rule
from services.access.gate import allowed

PREVIEW = "initiatives/reminders/preview.html"


@allowed(rules.SEE_REMINDER_RULES)
def every_rule(request: HttpRequest) -> HttpResponse:
    """The table in words, and everything that was changed about it, newest first."""
    lines = [(rule, rule.subject_on(request.today)) for rule in rules_in_force.every_rule()]
    page = {"lines": lines, "page": page_of(rules_in_force.history_of_all(), request.GET.get("page"))}
    return render(request, "initiatives/reminders/rules.html", page)


@allowed(rules.CHANGE_REMINDER_RULE)
def change_rule(request: HttpRequest, key: str) -> HttpResponse:
    """The questions about one rule; then who would get what, with nothing to fill in; then the deed."""
    held = the_rule(key)
    form = RuleForm(request.POST or None, rule=held)
    page = {"rule": held, "history": rules_in_force.history_of(held)}
    if "again" in request.POST:
        return answer(request, form, "initiatives/reminders/rule.html", page)
    try:
        if form.carries_out(rule_actions.change, held.row, by=request.user, at=request.now, seen=form.seen):
            return done(request, form.result)
    except NotSeenYet as wanted:
        return shown(request, wanted, {**page, "form": form})
    form.on = request.today
    return answer(request, form, "initiatives/reminders/rule.html", page)


@allowed(rules.CHANGE_REMINDER_RULE)
def put_back(request: HttpRequest, key: str) -> HttpResponse:
    """Who would get what if a rule were the default again; then that, by one press."""
    held = the_rule(key)
    page = {"rule": held, "default": Rule(held.row)}
    if request.method != "POST":
        seen = preview.of(held, held.row.default, rules_in_force.every_rule(), request.user, request.today)
        return render(request, PREVIEW, {**page, "preview": seen})
    try:
        put_back = rule_actions.back_to_default(
            held.row, by=request.user, at=request.now, seen=request.POST.get(SEEN, "")
        )
    except NotSeenYet as wanted:
        return shown(request, wanted, page)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("reminders:change_rule", key=key)
    return done(request, put_back)


def the_rule(key: str) -> Rule:
    """The rule with this key. Raises Http404 if the table has no such row."""
    held = rules_in_force.rule_called(key)
    if held is None:
        raise Http404
    return held


def shown(request: HttpRequest, wanted: NotSeenYet, page: dict[str, Any]) -> HttpResponse:
    """What a change would do, for the first time, or again because it is not what it was (409)."""
    told = {**page, "preview": wanted.preview, "is_stale": wanted.is_stale}
    return render(request, PREVIEW, told, status=409 if wanted.is_stale else 200)


def done(request: HttpRequest, changed: Rule) -> HttpResponse:
    """Back to the table, with what is the rule now."""
    off = "is switched off" if not changed.is_on else f"goes to {changed.who.who}"
    messages.success(request, f"{changed.title}: this reminder {off}.")
    return redirect("reminders:every_rule")
