"""The portal whose processes the fault tests break: started once for each file, emptied before each test."""

import shutil

import pytest
from django.conf import settings

from collab_portal.engines import places
from tests.faults.mail_server import listening
from tests.faults.portal import Portal


@pytest.fixture(scope="module")
def broker_url():
    """The broker that the suite was given, where nobody else has his things."""
    return f"{settings.REDIS_URL.rpartition('/')[0]}/3"


@pytest.fixture(scope="module")
def database(django_db_setup):
    """The database that the suite was given."""


@pytest.fixture(scope="module")
def running(broker_url, database, django_db_blocker):
    """Workers and beat on the engines that the suite was given."""
    folder = places.temporary("collaboration-portal-faults-")
    with django_db_blocker.unblock(), listening() as mail:
        portal = Portal(folder, broker_url, mail)
        try:
            portal.broker.flushdb()
            yield portal
        finally:
            portal.stop()
            portal.broker.close()
            shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def portal(running, transactional_db, plain_surroundings, settings):
    """The same, with nobody in it and beat waiting for a word. The tables are emptied once everybody rests."""
    running.begin()
    running.share_its_clock()
    yield running
    running.rest()
