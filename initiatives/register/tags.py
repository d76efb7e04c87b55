"""Template filters of the register: how a value is known."""

from django import template

from initiatives.register.how_known import known_from

register = template.Library()
register.filter("known_from", known_from)
