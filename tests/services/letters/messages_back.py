"""Messages as mail systems and mail programs send them back."""

from services.letters import return_path

BOX = "bounces@portal.example"


def report(action="failed", status="5.1.1", diagnostic="smtp; 550 5.1.1 No such person here", more=""):
    """A delivery report (RFC 3464), as Postfix writes it. `more` makes two of them different messages."""
    fields = [f"Action: {action}", f"Status: {status}", f"Diagnostic-Code: {diagnostic}"]
    return joined(
        "From: MAILER-DAEMON@mail.example (Mail Delivery System)",
        "To: bounces@portal.example",
        "Subject: Undelivered Mail Returned to Sender",
        "Auto-Submitted: auto-replied",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        f"This is the mail system at host mail.example. {more}",
        "",
        "--b",
        "Content-Type: message/delivery-status",
        "",
        "Reporting-MTA: dns; mail.example",
        "",
        "Final-Recipient: rfc822; elin@portal.test",
        *(field for field in fields if not field.endswith(": ")),
        "",
        "--b",
        "Content-Type: message/rfc822",
        "",
        "Subject: A letter of ours",
        "",
        "Words.",
        "--b--",
    )


def plain(*lines, sender="MAILER-DAEMON@mail.example", headers=()):
    """A mail server's plain words, as older ones send them; or a person's."""
    return joined(f"From: {sender}", "Subject: failure notice", *headers, "", *lines)


def out_of_office(*headers, subject="Automatic reply: Your report is due"):
    """What a mail program answers while its owner is away; it happens to name a code."""
    return joined(
        "From: elin@portal.test", f"Subject: {subject}", *headers, "", "I am away. See 550 5.1.1 of the plan."
    )


def complaint(kind="abuse"):
    """A feedback report (RFC 5965)."""
    return joined(
        "From: feedback@mail.example",
        "Subject: FW: A letter of ours",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
        "",
        "--b",
        "Content-Type: text/plain",
        "",
        "This is an email abuse report.",
        "",
        "--b",
        "Content-Type: message/feedback-report",
        "",
        f"Feedback-Type: {kind}",
        "User-Agent: Mail/1.0",
        "Version: 1",
        "",
        "--b",
        "Content-Type: message/rfc822",
        "",
        "Subject: A letter of ours",
        "",
        "Words.",
        "--b--",
    )


def joined(*lines):
    return "\r\n".join([*lines, ""]).encode()


def way_back(letter):
    """The address to which a letter's mail comes back; BOUNCE_ADDRESS has to be set."""
    letter.refresh_from_db()
    return return_path.path_for(letter)
