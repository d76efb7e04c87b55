"""The portal's own PostgreSQL and Valkey, for a laptop, a demonstration and the tests.

Production never comes here: it names its servers in DATABASE_URL and REDIS_URL. Where one of the two is missing and
DEBUG is on, this package finds a server program (the wheel's own, else one on the machine), runs it on a free loopback
port with its data in the ignored folder .portal/, and stops it again.
"""


class CannotStart(Exception):
    """Something is in the way; the message is the one sentence that says what to do about it."""


class Stopping(Exception):
    """Somebody pressed Ctrl-C while we were still starting."""
