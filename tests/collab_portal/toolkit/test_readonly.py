"""What runs inside a read-only block cannot write, and what runs after it can."""

import pytest
from django.db import InternalError, connection, transaction
from django.test import TestCase, TransactionTestCase

from collab_portal.toolkit.readonly import read_only
from services.directory.models import Organisation
from tests import make


class AReadOnlyBlock(TestCase):
    def test_reads(self):
        made = make.organisation("Cheshire Constabulary")
        with read_only():
            assert Organisation.objects.get() == made

    def test_refuses_to_write(self):
        with pytest.raises(InternalError, match="read-only transaction"), read_only():
            make.organisation("Cheshire Constabulary")

    def test_refuses_to_change_and_to_remove(self):
        make.organisation("Cheshire Constabulary")
        for change in (Organisation.objects.all().delete, lambda: Organisation.objects.update(name="Kent")):
            with pytest.raises(InternalError, match="read-only transaction"), read_only():
                change()
        assert Organisation.objects.get().name == "Cheshire Constabulary"

    def test_lets_the_transaction_around_it_write_afterwards(self):
        with transaction.atomic():
            with read_only():
                Organisation.objects.count()
            make.organisation("Cheshire Constabulary")
        assert Organisation.objects.count() == 1


class AReadOnlyBlockOfItsOwn(TransactionTestCase):
    def test_refuses_to_write_and_leaves_the_connection_as_it_was(self):
        with pytest.raises(InternalError, match="read-only transaction"), read_only():
            make.organisation("Cheshire Constabulary")
        make.organisation("Cheshire Constabulary")
        assert Organisation.objects.count() == 1

    def test_sees_one_moment_of_the_data(self):
        with read_only(), connection.cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("repeatable read",)
