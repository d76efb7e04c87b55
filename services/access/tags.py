"""What templates may ask: `{% may "amend_agreement" agreement as can_amend %}`."""

from typing import Any

from django import template

from services.access import register_of_rules

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], rule: str, *thing: Any) -> bool:
    """Whether the person looking may do this, by the same rule that the gate asks. Raises KeyError for a misspelt rule."""
    user = context["request"].user
    return user.is_authenticated and register_of_rules.named(rule).allows(user, *thing)
