"""Every page that can be looked back at, as somebody reads it: without what names the moment, and the way back."""

import re

from django.test import Client

from initiatives.dashboards.pictures.questions import QUESTIONS
from services.people.models import User

WHO = ("officer@westmere.test", "fire.lead@westmere.test")
ADDRESSES = (
    "/overview/",
    *(f"/questions/{name}/" for name in QUESTIONS),
    *(f"/questions/{name}/figures.csv" for name in QUESTIONS),
    *("/initiatives/", "/initiatives/?standing=closed", "/reports/", "/reports/?state=late", "/benefits/", "/costs/"),
    *("/net-position/", "/agreements/", "/meetings/", "/cycles/", "/lessons/", "/lessons/?theme=response"),
    *("/organisations/", "/organisations/?q=made+up", "/initiatives/?evaluated=yes"),
)
#: What says when a page was made, and which date it shows.
OF_THE_MOMENT = re.compile(
    r'(?s)<div class="app-past".*?</div>|<p class="app-look-back.*?</p>|<p[^<]*><a[^>]*>Compare two dates</a></p>'
    r'|(Position|Worked out) at [^.]*\.|nonce="[^"]+"|name="csrfmiddlewaretoken" value="[^"]+"'
)


def pages_of(who: tuple[str, ...], prefix: str = "") -> dict[tuple[str, str], str]:
    """What each of these people reads at every address, by e-mail address and path."""
    found = {}
    for email in who:
        browser = Client()
        browser.force_login(User.objects.get(email=email))
        for address in ADDRESSES:
            found[email, address] = as_shown(browser.get(prefix + address), prefix)
    return found


def as_shown(answer, prefix: str = "") -> str:
    """The main part of a page, or a whole file; an answer that is not a page is its status."""
    if answer.status_code != 200:
        return str(answer.status_code)
    text = answer.content.decode().replace(prefix, "")
    if "<main" in text:
        text = OF_THE_MOMENT.sub("", text.partition("<main")[2].partition("</main>")[0])
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
