"""Reading what came back: news and codes out of what mail systems write, and nothing out of anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.letters.came_back import MOST_BYTES, Finding, read
from services.letters.status import Kind, Meaning, code_in, meaning_of, printable
from tests.services.letters.messages_back import complaint, joined, out_of_office, plain, report


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.1.1", Kind.BOUNCED),
        ("failed", "4.4.7", Kind.BOUNCED),
        ("Failed", "5.2.2 (mailbox full)", Kind.BOUNCED),
        ("delayed", "4.4.1", Kind.DEFERRED),
        ("delivered", "2.0.0", Kind.DELIVERED),
        ("", "5.1.10", Kind.BOUNCED),
    ],
)
def test_a_report_says_what_happened_and_its_code(action, status, kind):
    found = read(report(action, status, diagnostic="smtp; said so"))
    assert (found.kind, found.code, found.words) == (kind, status.split(" ")[0], "said so")


@pytest.mark.parametrize("action", ["relayed", "expanded", "danced"])
def test_a_report_of_anything_else_is_no_news(action):
    assert read(report(action, "2.0.0")) is None


def test_a_vague_status_gives_way_to_the_servers_own_words():
    assert read(report(status="5.0.0", diagnostic="smtp; 550 5.1.1 No such person")).code == "5.1.1"
    assert read(report(status="", diagnostic="smtp; 550 User unknown")).code == "550"
    assert read(report(status="", diagnostic="X-Notes; gone")).code == "5.0.0"


def test_of_several_addresses_the_worst_counts():
    several = report("delivered", "2.0.0").replace(
        b"Final-Recipient", b"Final-Recipient: rfc822; b@x\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\nFinal-Recipient"
    )
    assert read(several).kind == Kind.BOUNCED


def test_a_report_inside_a_returned_message_is_not_the_news():
    inside = joined("From: MAILER-DAEMON@x", 'Content-Type: multipart/mixed; boundary="o"', "", "--o",
                    "Content-Type: message/rfc822", "") + report() + b"\r\n--o--\r\n"  # fmt: skip
    assert read(inside) is None


@pytest.mark.parametrize(
    ("line", "kind", "code"),
    [
        ("Sorry, no mailbox here by that name. (#5.1.1)", Kind.BOUNCED, "5.1.1"),
        ("<elin@portal.test>: host mx[10.5.1.1] said: 550 5.2.1 Disabled", Kind.BOUNCED, "5.2.1"),
        ("host mx.example said: 550 User unknown", Kind.BOUNCED, "550"),
        ("450 4.2.0 Greylisted, still trying", Kind.DEFERRED, "4.2.0"),
    ],
)
def test_plain_words_of_a_mail_system_are_understood(line, kind, code):
    assert read(plain("Hi. This is the mail system.", "", line)) == Finding(kind, code, line)


def test_a_mail_system_that_names_whom_it_failed_needs_no_code():
    found = read(plain("It could not be delivered.", headers=["X-Failed-Recipients: elin@portal.test"]))
    assert (found.kind, found.code) == (Kind.BOUNCED, "5.0.0")


def test_a_code_far_down_is_not_looked_for():
    assert read(plain(*["Words."] * 60, "550 5.1.1 No such person")) is None


@pytest.mark.parametrize("words", ["See section 5.1.1 of the plan.", "Version 4.2.2", "Call 550 for help."])
def test_people_may_write_numbers(words):
    assert read(plain(words, sender="elin@portal.test")) is None


def test_a_server_without_a_known_name_is_believed_if_it_writes_as_servers_do():
    assert read(plain("550 5.1.1 No such person", sender="mail@portal.test")).code == "5.1.1"


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Precedence: auto_reply", "X-Autoreply: yes", "X-Auto-Response-Suppress: All"],
)
def test_robots_that_answer_are_ignored(header):
    assert read(out_of_office(header, subject="Your report is due")) is None


def test_out_of_office_is_ignored_whatever_its_headers():
    for subject in ("Automatic reply: Your report", "Out of Office", "=?utf-8?q?Out_of_the_office?= until Monday"):
        assert read(out_of_office(subject=subject)) is None


def test_a_receipt_is_ignored():
    assert read(report().replace(b"delivery-status", b"disposition-notification")) is None


def test_a_complaint_is_a_complaint_and_other_feedback_is_not():
    assert read(complaint()).kind == Kind.COMPLAINED
    assert read(complaint("not-spam")) is None
    assert read(complaint("auth-failure")) is None


def test_of_the_words_one_short_printable_line_is_kept():
    found = read(report(diagnostic="smtp; 550 5.1.1 \x1b[31mred\u202e " + "x" * 2000))
    assert len(found.words) == 300
    assert found.words.isprintable()


def test_messages_nested_without_end_are_survived():
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (number, number) for number in range(5000)
    )
    assert read(deep) is None


def test_more_than_a_megabyte_is_not_read():
    assert read(report() + b"x" * 3 * MOST_BYTES).code == "5.1.1"
    assert read(b"X-Filler: x\r\n" * (MOST_BYTES // 10) + report()) is None


@given(st.binary(max_size=2000))
def test_rubbish_is_nothing(rubbish):
    found = read(rubbish)
    assert found is None or found.words.isprintable()


@given(st.binary(max_size=400), st.integers(0, 2000))
def test_a_message_damaged_anywhere_is_survived(rubbish, where):
    whole = report()
    found = read(whole[:where] + rubbish + whole[where:])
    assert found is None or (len(found.words) <= 300 and len(found.code) <= 9)


@given(st.text(max_size=2000))
def test_words_are_made_printable(words):
    assert printable(words) == "" or printable(words).isprintable()
    assert len(printable(words)) <= 300


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("550 5.1.1 gone", "5.1.1"),
        ("550-gone", "550"),
        ("5.1.1.", "5.1.1"),
        ("host 5.1.1.7", ""),
        ("", ""),
        ("5500", ""),
    ],
)
def test_the_code_in_a_text(text, code):
    assert code_in(text) == code


@pytest.mark.parametrize(
    ("meaning", "codes"),
    {
        Meaning.GONE: ["5.1.1", "5.1.10"],
        Meaning.REFUSED: ["5.1.2", "5.2.1", "5.0.0", "550", "554"],
        Meaning.NOT_NOW: ["5.2.2", "4.2.2", "5.4.4", "4.4.7", "450"],
        Meaning.NOTHING: ["", "2.0.0", "250", "552", "5.3.4", "5.6.7", "5.7.1", "4.7.1"],
    }.items(),
)
def test_what_codes_say_of_an_address(meaning, codes):
    assert {code: meaning_of(code) for code in codes} == dict.fromkeys(codes, meaning)
