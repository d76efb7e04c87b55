"""The chain through the timeline: each entry carries a hash over its own words and over the hash of the entry before."""

from django.db import connection

#: What is hashed, for an entry called {row}. An array in JSON, so that no two entries can be written the same way; the
#: time in UTC, so that it does not depend on who asks. jsonb has one way to write a value.
DIGEST = """encode(sha256(convert_to(jsonb_build_array(
        {row}.previous_hash, to_char({row}.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), {row}.by_id,
        {row}.verb, {row}.thing, {row}.place, {row}.changes, {row}.why)::text, 'UTF8')), 'hex')"""

#: The lock makes writers wait for each other until they commit; the number is taken under it, so that the order of the
#: numbers is the order of the chain.
LINK = f"""
    PERFORM pg_advisory_xact_lock(hashtext('services_entry_chain'));
    NEW.id := nextval(pg_get_serial_sequence('services_entry', 'id'));
    NEW.previous_hash := COALESCE((SELECT hash FROM services_entry ORDER BY id DESC LIMIT 1), '');
    NEW.hash := {DIGEST.format(row="NEW")};
    RETURN NEW;
"""

FIRST_BROKEN = f"""
    SELECT id FROM (
        SELECT entry.id, entry.previous_hash, entry.hash, {DIGEST.format(row="entry")} AS digest,
               lag(entry.hash, 1, '') OVER (ORDER BY entry.id) AS hash_before
        FROM services_entry AS entry) AS link
    WHERE hash <> digest OR previous_hash <> hash_before
    ORDER BY id LIMIT 1
"""


def first_broken() -> int | None:
    """The number of the first entry whose words or whose place in the chain were changed, or None if all holds.

    Entries cut off at the very end leave no trace in the chain: compare the last hash with a copy kept elsewhere.
    """
    with connection.cursor() as cursor:
        cursor.execute(FIRST_BROKEN)
        found = cursor.fetchone()
    return found[0] if found else None
