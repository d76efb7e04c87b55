"""The signed return path: where the mail system sends a letter back to, and how we know that it was ours.

bounces+12.k3qx…@portal.example names the letter and carries a signature over the letter and the address it went to. So
nobody can say of a letter that it came back who was not given it to carry, and a copy that went to an old address says
nothing about the new one.
"""

import base64
import re
from typing import NamedTuple

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from services.letters.models import Letter

SALT = "services.letters.return_path"
#: 26 letters of base 32 are 130 bits of the signature. Lower case, because mail servers may change the case.
LENGTH = 26
LOCAL_PART = re.compile(rf"[^+]{{1,24}}\+(\d{{1,12}})\.([a-z2-7]{{{LENGTH}}})", re.ASCII)


class Claim(NamedTuple):
    """What a return path says: the letter's number, and the signature that has to prove it."""

    letter: int
    signature: str


def path_for(letter: Letter) -> str:
    """The envelope's sender for a letter whose address is known; nothing if no BOUNCE_ADDRESS is set."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    box, _, host = settings.BOUNCE_ADDRESS.rpartition("@")
    return f"{box}+{letter.pk}.{signature_of(letter, settings.SECRET_KEY)}@{host}"


def read(recipient: str) -> Claim | None:
    """What an address claims, or None if it is no return path of ours. Nothing is proved yet."""
    box, _, host = settings.BOUNCE_ADDRESS.lower().rpartition("@")
    local, _, domain = recipient.strip().strip("<>").lower().rpartition("@")
    found = LOCAL_PART.fullmatch(local)
    if not found or not box or domain != host or not local.startswith(f"{box}+"):
        return None
    return Claim(int(found[1]), found[2])


def proves(claim: Claim, letter: Letter) -> bool:
    """Whether we signed that for this letter and the address it went to last; a key that was replaced still counts."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return bool(letter.address) and any(
        constant_time_compare(claim.signature, signature_of(letter, key)) for key in keys
    )


def signature_of(letter: Letter, key: str) -> str:
    """The proof that a return path is ours."""
    value = f"{letter.pk}:{letter.address.lower()}"
    digest = salted_hmac(SALT, value, secret=key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:LENGTH]
