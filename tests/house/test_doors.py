"""Every address has a rule, every rule is used, every model says who sees it, every template is used."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.urls import URLPattern, URLResolver, get_resolver

from services.access.register_of_rules import all_rules
from services.access.rule import Rule
from tests.house.source import ROOT, name_of, python_files, templates

#: Models that nobody looks at by themselves: they are read through the record they belong to, behind its gate.
SEEN_THROUGH = {
    "AgreementParty": "Agreement",
    "ReviewReader": "LeadershipReview",
    "CycleReader": "ReviewCycle",
    "ReportEvent": "ReportRequest",
}


def patterns(resolver: URLResolver, prefix: str = ""):
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from patterns(each, prefix + str(each.pattern))
        elif isinstance(each, URLPattern):
            yield prefix + str(each.pattern), each


ADDRESSES = list(patterns(get_resolver()))


def test_there_are_addresses_at_all():
    assert len(ADDRESSES) > 30


@pytest.mark.parametrize(("address", "pattern"), ADDRESSES, ids=[address or "/" for address, _ in ADDRESSES])
def test_every_address_has_a_rule(address, pattern):
    assert isinstance(getattr(pattern.callback, "rule", None), Rule), f"/{address} declares no rule"


def test_every_rule_is_used():
    source = "\n".join(path.read_text() for path in python_files() if path.name != "rules.py")
    asked = source + "\n".join(path.read_text() for path in templates())
    unused = [
        name
        for name in all_rules()
        if f"rules.{name.upper()}" not in asked and f'"{name}"' not in asked and name != "open"
    ]
    assert not [name for name in unused if name != "see_open_page"]


def own_models():
    return [model for app in ("services", "initiatives") for model in apps.get_app_config(app).get_models()]


@pytest.mark.parametrize("model", own_models(), ids=lambda m: m.__name__)
def test_every_model_says_who_sees_it(model):
    if getattr(model, "pgh_tracked_model", None) is not None:
        return  # row versions are read through the record they are versions of
    assert hasattr(model.objects, "visible_to") or model.__name__ in SEEN_THROUGH


@pytest.mark.parametrize(
    "model", [m for m in own_models() if getattr(m, "pgh_tracked_model", None) is None], ids=lambda m: m.__name__
)
def test_every_model_says_what_it_is(model):
    assert model.__doc__
    assert not model.__doc__.startswith(f"{model.__name__}(")


def test_every_template_is_used():
    everything = "\n".join([*(p.read_text() for p in python_files()), *(p.read_text() for p in templates())])
    by_packs = ("portal/", "django/", "account/", "errors/40", "errors/50")
    unused = []
    for path in templates():
        name = path.relative_to(ROOT / "templates").as_posix()
        if (
            name.startswith(by_packs)
            or name in everything
            or re.search(rf"[\"'/]{re.escape(path.stem)}(\.html|\.txt)?[\"']", everything)
        ):
            continue
        unused.append(name)
    assert not unused


@pytest.mark.django_db
def test_no_migration_is_missing(capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=1)


def test_migrations_are_linear():
    for app in ("services", "initiatives"):
        numbers = [path.name[:4] for path in sorted((ROOT / app / "migrations").glob("0*.py"))]
        assert len(numbers) == len(set(numbers)), f"two migrations of {app} share a number"


def test_every_letter_begins_with_a_subject():
    letters = [
        path for path in templates() if path.suffix == ".txt" and path.parent.name == "letters" and path.name[0] != "_"
    ]
    assert letters
    for path in letters:
        subject, blank, *_ = [*path.read_text().splitlines(), "", ""]
        assert subject.strip(), f"{name_of(path)} must start with a subject"
        assert not blank.strip(), f"{name_of(path)} must have a blank line after its subject"
