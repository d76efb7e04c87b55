"""Somebody with a browser. Each page they come to is looked at: axe-core, no sideways scrolling, no errors, a picture."""

import os
import re
from collections.abc import Hashable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

#: `PICTURES=on script/test tests/journeys` keeps a picture of every page, for people to look through.
PICTURES = Path(__file__).parent / "pictures" if os.environ.get("PICTURES") else None
AXE = Axe()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Two rules that GOV.UK Frontend's own scripts break, on its own elements only (services/front/known_issues.py).
UPSTREAM = {
    "aria-allowed-attr": "govuk-radios__input",
    "label-content-name-mismatch": "govuk-file-upload-button",
}
#: What differs each time a page is made, though the page is the same.
MADE_ANEW = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|nonce="[^"]*"|draft-\w+')
CLASSES = re.compile(r'class="[^"]*"')
NAME_OF_FOCUSED = """() => {
    const focused = document.activeElement, labels = focused.labels || [];
    return (labels.length ? labels[0].innerText : focused.innerText || "").trim();
}"""
WIDE = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


#: On a busy machine a page can be there before its styles and its menu are.
DRESSED = """() => [...document.querySelectorAll("link[rel=stylesheet]")].every(each => each.sheet)
    && [...document.querySelectorAll("[data-module=govuk-service-navigation]")]
        .every(each => each.hasAttribute("data-govuk-service-navigation-init"))"""


class Visitor:
    """Drives one browser page and keeps watch on it. Verbs return the visitor, so that a journey reads as a story."""

    looked_at: set[tuple[int, Hashable]] = set()

    def __init__(self, page: Page, address: str, width: int, has_script: bool = True) -> None:
        self.page, self.address, self.width, self.has_script = page, address, width, has_script
        self.troubles: list[str] = []
        page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))
        page.on("console", self.hears)

    def hears(self, said: ConsoleMessage) -> None:
        """Errors in the browser's log, but for the plain report of a page's own status (404, 409, 422)."""
        if said.type == "error" and "Failed to load resource" not in said.text:
            self.troubles.append(said.text)

    # ------------------------------------------------------------ going
    def goes_to(self, path: str) -> "Visitor":
        self.page.goto(self.address + path)
        return self.looks()

    def follows(self, words: str) -> "Visitor":
        """The first link with these words in the main part of the page."""
        return self.goes_on_by(self.page.locator("main").get_by_role("link", name=words).first)

    def turns_to(self, words: str) -> "Visitor":
        """A page of the menu, which has to be opened first on a phone."""
        menu = self.page.get_by_role("button", name="Menu")
        if menu.is_visible():
            menu.click()
        return self.goes_on_by(self.page.get_by_role("navigation", name="Menu").get_by_role("link", name=words))

    def follows_in_record(self, words: str) -> "Visitor":
        """A section of an initiative's own pages, some of which are called like pages of the menu."""
        return self.goes_on_by(self.page.locator(".moj-sub-navigation").get_by_role("link", name=words, exact=True))

    def presses(self, words: str) -> "Visitor":
        return self.goes_on_by(self.page.locator("main").get_by_role("button", name=words).first)

    def goes_on_by(self, control: Locator) -> "Visitor":
        assert control.is_visible(), f"{self.page.url} has no {control}. It says:\n{self.words()}"
        with self.page.expect_navigation():
            control.click()
        return self.looks()

    def tabs_to(self, words: str) -> "Visitor":
        """Press Tab until the control whose name begins with these words has the focus."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(NAME_OF_FOCUSED).startswith(words):
                return self
        raise AssertionError(f"Tab never came to “{words}” on {self.page.url}")

    def enters(self) -> "Visitor":
        """Press Enter where the focus is, which leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        return self.looks()

    # ------------------------------------------------------------ writing
    def types(self, label: str, words: str) -> "Visitor":
        """Into the box with exactly this label."""
        self.page.get_by_label(label, exact=True).first.fill(words)
        return self

    def types_date(self, question: str, day: int | str, month: int | str, year: int | str) -> "Visitor":
        group = self.question(question)
        for part, number in (("Day", day), ("Month", month), ("Year", year)):
            group.get_by_label(part, exact=True).fill(str(number))
        return self

    def chooses(self, label: str, within: str = "") -> "Visitor":
        """A radio or a tick; `within` names its question where the label alone is not enough."""
        place = self.question(within) if within else self.page.locator("main")
        place.get_by_label(label, exact=True).first.check()
        return self

    def says_of_each_side(self, label: str) -> "Visitor":
        """The same answer about time, money, benefits, risk and resources."""
        for side in ("Time", "Money", "Benefits", "Risk", "Resources"):
            self.chooses(label, within=side)
        return self

    def opens_filters(self) -> "Visitor":
        """On a phone the rarer filters are folded away."""
        if self.page.get_by_text("More filters").is_visible():
            self.page.get_by_text("More filters").click()
        return self

    def selects(self, label: str, option: str) -> "Visitor":
        self.page.get_by_label(label, exact=True).select_option(label=option)
        return self

    def question(self, words: str) -> Locator:
        return self.page.get_by_role("group", name=words).first

    # ------------------------------------------------------------ reading
    def reads(self, *sentences: str) -> "Visitor":
        said = self.words("body")
        missing = [words for words in sentences if words not in said]
        assert not missing, f"{self.page.url} does not say {missing}. It says:\n{said}"
        return self

    def does_not_read(self, *sentences: str) -> "Visitor":
        said = self.words("body")
        there = [words for words in sentences if words in said]
        assert not there, f"{self.page.url} says {there}:\n{said}"
        return self

    def words(self, within: str = "main") -> str:
        """Everything to be read in a part of the page, in one line."""
        return " ".join(self.page.locator(within).inner_text().split())

    def finds_typed(self, label: str, words: str) -> "Visitor":
        expect(self.page.get_by_label(label, exact=True).first).to_have_value(words)
        return self

    def is_told(self, *sentences: str) -> "Visitor":
        """An error summary on top with exactly these sentences, in this order, and the same ones at the questions."""
        expect(self.page).to_have_title(re.compile("^Error: "))
        expect(self.page.locator(".govuk-error-summary__list li")).to_have_text(sentences)
        return self

    def is_at(self, path: str) -> "Visitor":
        expect(self.page).to_have_url(re.compile(re.escape(self.address + path) + "$"))
        return self

    def rows(self) -> list[str]:
        """The first cell of each row of the page's table."""
        return self.page.locator("main table tbody tr th").all_inner_texts()

    # ------------------------------------------------------------ looking
    def looks(self) -> "Visitor":
        """What every page must be: quiet, no wider than its window, and good for everybody."""
        self.page.wait_for_load_state("load")
        if self.has_script:
            self.page.wait_for_function(DRESSED)
        assert not self.troubles, f"{self.page.url}: {self.troubles}"
        html = MADE_ANEW.sub("", self.page.content())
        if self.is_new(html):
            self.takes_a_picture()
            self.reads("The portal’s clock stands at")
            if self.has_script:  # measuring and axe-core are scripts themselves
                self.fits()
                self.is_accessible(contrast=self.is_new(frozenset(CLASSES.findall(html))))
        return self

    def is_new(self, seen: Hashable) -> bool:
        """Whether this was not seen at this width before, in any journey: what is the same need not be examined again."""
        known = (self.width, hash(seen)) in self.looked_at
        self.looked_at.add((self.width, hash(seen)))
        return not known

    def fits(self) -> None:
        wide, window = self.page.evaluate(WIDE)
        assert wide <= window, f"{self.page.url} is {wide - window}px wider than a {self.width}px window"

    def is_accessible(self, contrast: bool) -> None:
        """No rule of axe-core is broken by us. Contrast is slow, and needed once for each set of styles."""
        options = {
            "runOnly": {"type": "tag", "values": TAGS},
            "resultTypes": ["violations"],
            "rules": {"color-contrast": {"enabled": contrast}},
        }
        found = [
            f"{each['id']}: {each['help']}: {node['html'][:160]}"
            for each in AXE.run(self.page, options=options).response["violations"]
            for node in each["nodes"]
            if not (each["id"] in UPSTREAM and UPSTREAM[each["id"]] in node["html"])
        ]
        assert not found, f"{self.page.url}:\n" + "\n".join(found)

    def takes_a_picture(self) -> None:
        """Named after the address and the heading."""
        if PICTURES is None:
            return
        PICTURES.mkdir(exist_ok=True)
        heading = self.page.locator("h1").first.inner_text()
        words = f"{self.page.url.removeprefix(self.address)} {self.page.title()[:6]} {heading}".lower()
        name = re.sub(r"[^a-z0-9]+", "-", words).strip("-")
        self.page.screenshot(path=PICTURES / f"{name[:120]}-{self.width}.png", full_page=True)
