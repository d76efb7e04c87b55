"""Make the database ready for people: migrate, and for a demonstration load the real organisations and register."""

import io

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command, get_commands

from collab_portal.engines import places
from collab_portal.management.commands.serve import SIGN_INS, SIGN_INS_OF_WESTMERE


def is_empty(label: str) -> bool:
    return not apps.get_model(label).objects.exists()


class Command(BaseCommand):
    help = "Migrate; where DEBUG is on, also load the organisations, the Cheshire register, Westmere and the sign-ins, once."
    requires_system_checks = ()

    def handle(self, *args, **options) -> None:
        call_command("migrate", interactive=False, verbosity=0, skip_checks=True)
        if not settings.DEVELOPMENT:
            return
        self.load_once("services.Organisation", "load_organisations")
        self.load_once("services.BankHoliday", "load_bank_holidays")
        self.load_once("initiatives.Initiative", "load_register")
        sign_ins = places.folder() / SIGN_INS
        if is_empty("services.User") or not sign_ins.exists():
            said = self.run("load_cast", f"--password={places.kept('password', places.easy_to_type)}")
            places.write_private(sign_ins, said)
        if not settings.PORTAL_CLOCK:
            self.build_westmere()
        else:
            self.say(f"Sending what the days before {settings.PORTAL_CLOCK} would have sent …")
            self.run("remind", "--replay")

    def load_once(self, label: str, command: str) -> None:
        if is_empty(label):
            self.say(f"Loading once: {command.removeprefix('load_').replace('_', ' ')} …")
            self.run(command)

    def build_westmere(self) -> None:
        """The county that is alive today, once. A clock that stands in 2014 shows Cheshire alone, as it was."""
        sign_ins = places.folder() / SIGN_INS_OF_WESTMERE
        if apps.get_model("services.Organisation").objects.made_up().exists() and sign_ins.exists():
            return
        self.say("Building once, in half a minute or so: Westmere, a made-up county in full swing today …")
        try:
            said = self.run("demo", f"--password={places.kept('password', places.easy_to_type)}")
        except CommandError as reason:  # it is made as of today, and no day may keep the portal from starting
            self.say(str(reason))
        else:
            places.write_private(sign_ins, said)
            self.say("Sending what its last nine weeks would have sent …")
            self.run("remind", "--replay")  # so that the first page says who was reminded of what, and who will be

    def run(self, command: str, *arguments: str) -> str:
        """What the command said. Names it where the checkout has no such command."""
        if command not in get_commands():
            raise CommandError(f"manage.py {command} is missing from this checkout, so the demonstration has no data.")
        said = io.StringIO()
        call_command(command, *arguments, stdout=said)
        return said.getvalue()

    def say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
