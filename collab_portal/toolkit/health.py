"""Whether the engines answer, for whoever watches the portal."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection

SECONDS = 2


def database_answers() -> bool:
    """Whether PostgreSQL answers a question."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return cursor.fetchone() == (1,)
    except DatabaseError:
        return False


def broker_answers() -> bool:
    """Whether the broker, which is also the cache, answers a ping within two seconds."""
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_connect_timeout=SECONDS, socket_timeout=SECONDS)
    try:
        return bool(broker.ping())
    except (redis.RedisError, OSError):
        return False
    finally:
        broker.close()
