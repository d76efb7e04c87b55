"""The small parts of GOV.UK Frontend's examples that ours print inside a question, and the pages' other shapes."""

from typing import Any

from django import forms
from django.template import engines
from django.template.loader import render_to_string

from collab_portal.toolkit.crispy_pack import Button
from tests.collab_portal.toolkit.govuk_forms import Options, as_form
from tests.collab_portal.toolkit.govuk_markup import Node, having_class, parse


def html(template: str, **context: Any) -> str:
    """A piece of template, printed."""
    return engines["django"].from_string(template).render(context)


def printed(component: str, options: Options) -> str:
    """One question of ours."""
    form, name = as_form(component, options)
    return html("{% question bound %}", bound=form[name])


def within(question: Node, name: str, options: Options) -> Node:
    """The first part of a question with this class. Ids and addresses the example does not have are taken away."""
    part = having_class(question, name)[0]
    for node, key, given in (
        (part, "id", "id"),
        *((label, "for", "for") for label in having_class(part, "govuk-label")),
    ):
        if given in options:
            node["attrs"][key] = options[given]
        else:
            node["attrs"].pop(key, None)
    return {"tag": "", "attrs": {}, "children": [part]}


def a_label(options: Options) -> Node:
    whole = "govuk-label-wrapper" if options.get("isPageHeading") else "govuk-label"
    return within(parse(printed("input", {"name": "asked", "label": options})), whole, options)


def a_hint(options: Options) -> Node:
    return within(parse(printed("input", {"name": "asked", "hint": options})), "govuk-hint", options)


def an_error_message(options: Options) -> Node:
    return within(parse(printed("input", {"name": "asked", "errorMessage": options})), "govuk-error-message", options)


def a_fieldset(options: Options) -> Node:
    """A fieldset of ours without what stands below its legend: the examples have only the legend."""
    fieldset = having_class(parse(printed("radios", {"name": "asked", "fieldset": options})), "govuk-fieldset")[0]
    fieldset["children"] = having_class(fieldset, "govuk-fieldset__legend")
    return {"tag": "", "attrs": {}, "children": [fieldset]}


def an_error_summary(options: Options) -> Node:
    form = forms.Form({}, auto_id="%s")
    form.full_clean()
    for number, error in enumerate(options.get("errorList", [])):
        name = error["href"].removeprefix("#") if "href" in error else None
        form.fields |= {name: forms.CharField(label=f"{number}")} if name else {}
        form.add_error(name, error["text"])
    words = {"title": options["titleText"], "description": options.get("descriptionText", "")}
    return parse(html("{% error_summary form title=title description=description %}", form=form, **words))


def a_button(options: Options) -> Node:
    kind = options.get("classes", "").removeprefix("govuk-button--") or "primary"
    plain = {name: options[name] for name in ("href", "name", "value", "id", "type", "disabled") if name in options}
    one = Button(
        options["text"],
        kind,
        once=options.get("preventDoubleClick"),
        start=options.get("isStartButton", False),
        **plain,
    )
    return parse(render_to_string("portal/button.html", {"button": one}))


PARTS = {
    "label": a_label,
    "hint": a_hint,
    "error-message": an_error_message,
    "fieldset": a_fieldset,
    "error-summary": an_error_summary,
    "button": a_button,
}
