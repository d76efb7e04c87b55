#!/usr/bin/env python3
"""The one door for commands: `manage.py help` lists them."""

import os
import signal
import sys


def main() -> None:
    if sys.argv[1:2] == ["serve"]:
        leave_quietly()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab_portal.settings")
    from collab_portal.engines.door import at_the_door

    with at_the_door(sys.argv):
        if sys.argv[1:2] == ["serve"]:
            from collab_portal.management.commands.serve import Command

            return Command().run_from_argv(sys.argv)  # supervises only: half a second sooner without the apps
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)


def leave_quietly() -> None:
    """Ctrl-C while Django is still loading: nothing runs yet, so there is nothing to stop. `serve` listens later."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: os._exit(0))


if __name__ == "__main__":
    main()
