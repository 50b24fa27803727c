"""One reply, composed by rule from a plan, an authority and a request, with its known truth."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, timedelta

from campaign.letters.model import Questionnaire
from campaign.rehearsal.people import frame, papers
from campaign.rehearsal.people.decisions import WRITERS, Case, Decision
from campaign.rehearsal.people.model import (
    ComposedReply,
    PlannedReply,
    PracticeAuthority,
    ReplyTruth,
    RequestFacts,
    TruthAnswer,
    TruthProvision,
)
from campaign.rehearsal.people.notes import NOTES
from campaign.rehearsal.people.phrases import closing, receipts
from campaign.rehearsal.people.questions import read_letter
from campaign.rehearsal.people.story import Voice, voice
from campaign.rehearsal.people.wording import Block, Page, placed, seeded
from campaign.times import LONDON

Attachment = tuple[str, str, bytes]
SPREADSHEETS = ("xlsx", "csv")


def compose(
    planned: PlannedReply, authority: PracticeAuthority, request: RequestFacts, now: datetime
) -> ComposedReply:
    """The message that the authority sends at `now` (aware).

    The same arguments give the same bytes. Every quote in the truth is a substring of the body
    or of the attachment's text. `answers` are known only where the questionnaire is.
    """
    if now.tzinfo is None:
        raise ValueError(f"a time without a zone: {now!r}")
    form = request.questionnaire or read_letter(request.letter, request.title)
    habits = voice(authority, planned.story, request.sent_on.year)
    slots = _slots(planned, authority, request, habits, now)
    body = _page(planned, "body", authority, habits, slots)
    if planned.kind in NOTES:
        decision = _note(planned, authority, request, form, habits, body)
        files: list[Attachment] = []
        inside: Page | None = None
        texts: list[str] = []
    else:
        inside = _page(planned, "attachment", authority, habits, slots)
        decision = _decide(planned, authority, request, form, habits, body, inside)
        files, texts = _files(planned, habits, inside) if inside.blocks else ([], [])
    leaflet = _leaflet(planned, body, authority) if files else None
    if leaflet is not None:
        files.append(("How to complain.pdf", papers.PDF, papers.text_pdf(leaflet.blocks)))
        texts.append(papers.plain_text(leaflet.blocks))
    _around(planned, authority, request, habits, body)
    blocks = body.blocks
    style = body.rng.choice(("pipes", "tabs", "columns"))
    text = frame.text_of(blocks, habits.wrap, style)
    subject = frame.subject(body, habits, request, planned.kind)
    cited, answers = placed(body.cited, body.answers, text, "body")
    traits = [*body.traits, *(["wrapped"] if habits.wrap else [])]
    if inside is not None and files:
        more_cited, more_answers = placed(inside.cited, inside.answers, texts[0], files[0][0])
        cited, answers = cited + more_cited, answers + more_answers
        traits += [*inside.traits, f"answer_in_{planned.carrier}"]
    if leaflet is not None:
        more_cited, _ = placed(leaflet.cited, (), texts[1], files[1][0])
        cited += more_cited
        traits.append("leaflet_attached")
    seen = "\n".join([subject, text, *texts])
    truth = ReplyTruth(
        kind=planned.kind,
        outcome=decision.outcome,
        stands=decision.stands,
        review=decision.review,
        reference=habits.reference if habits.reference in seen else None,
        extended_to=_until(now) if planned.kind == "extension" else None,
        provisions=_once(cited),
        answers=_latest(answers) if request.questionnaire else (),
        traits=tuple(dict.fromkeys(traits)),
    )
    return ComposedReply(
        subject=subject,
        sender_name=_sender(planned, authority, habits, body.rng),
        body_text=text,
        body_html=frame.html_of(blocks) if planned.carrier == "html" else None,
        attachments=tuple(files),
        truth=truth,
        attachment_texts=tuple(texts),
    )


def _page(
    planned: PlannedReply,
    part: str,
    authority: PracticeAuthority,
    habits: Voice,
    slots: dict[str, str],
) -> Page:
    return Page(
        rng=seeded("words", planned.seed, authority.url_name, part),
        law=authority.law,
        slots=slots,
        section_style=habits.section_style,
        spaced=habits.spaced,
    )


def _slots(
    planned: PlannedReply,
    authority: PracticeAuthority,
    request: RequestFacts,
    habits: Voice,
    now: datetime,
) -> dict[str, str]:
    rng = seeded("slots", planned.story)
    today = now.astimezone(LONDON).date()
    hours = rng.randrange(44, 190)
    domain = authority.home_page.removeprefix("https://www.").rstrip("/")

    def dated(days: int) -> str:
        return frame.written(today + timedelta(days=days), habits.date_style)

    return {
        "authority": authority.name,
        "org": habits.org,
        "title": frame.in_sentence(request.title),
        "sent": frame.written(request.sent_on, habits.date_style),
        "today": frame.written(today, habits.date_style),
        "name": frame.one_line(request.user_name, 60),
        "ref": habits.reference,
        "team": habits.team,
        "signatory": habits.signatory,
        "deadline": frame.written(request.sent_on + timedelta(days=28), habits.date_style),
        "until": frame.written(_until(now), habits.date_style),
        "back": dated(rng.randint(3, 16)),
        "earlier": dated(-rng.randint(3, 9)),
        "mailbox": f"foi@{domain}",
        "mailhost": f"mx{rng.randint(1, 9)}.{domain}",
        "other": rng.choice(receipts.OTHERS),
        "site": authority.home_page,
        "hours": str(hours),
        "people": f"{rng.randrange(90, 1400) * 1000:,}",
        "officers": f"{rng.randrange(600, 6000):,}",
        "stations": str(rng.randrange(9, 60)),
        "asks": f"{rng.randrange(300, 4000):,}",
        "files": f"{rng.randrange(800, 9000):,}",
        "pounds": f"{hours * (15 if authority.law == 'foisa' else 25):,}",
    }


def _until(now: datetime) -> date:
    return now.astimezone(LONDON).date() + timedelta(days=28)


def _case(
    planned: PlannedReply, authority: PracticeAuthority, form: Questionnaire, habits: Voice
) -> Case:
    return Case(
        form=form,
        law=authority.law,
        story=planned.story,
        numbering=habits.numbering,
        first=planned.first or "refused",
    )


def _note(
    planned: PlannedReply,
    authority: PracticeAuthority,
    request: RequestFacts,
    form: Questionnaire,
    habits: Voice,
    body: Page,
) -> Decision:
    case = _case(planned, authority, form, habits)
    made: list[Decision] = []

    def write(page: Page) -> None:
        made.append(NOTES[planned.kind](page, case))

    if planned.kind in ("bounce", "out_of_office"):
        write(body)
        if planned.kind == "out_of_office":
            body.put(habits.signatory)
    else:
        frame.short(body, habits, authority, write, rights=planned.kind == "extension")
    return made[0]


def _decide(
    planned: PlannedReply,
    authority: PracticeAuthority,
    request: RequestFacts,
    form: Questionnaire,
    habits: Voice,
    body: Page,
    inside: Page,
) -> Decision:
    """Write the decision into the body, or into an attachment with a note to cover it."""
    sheet = inside if planned.carrier in SPREADSHEETS else None
    case = replace(_case(planned, authority, form, habits), sheet=sheet)
    made: list[Decision] = []

    def write(page: Page) -> None:
        made.append(WRITERS[planned.kind](page, case))

    review = planned.kind.startswith("review")
    terse = {"not_held": 0.3, "full": 0.2, "correction": 0.7}.get(planned.kind, 0.0)
    if planned.carrier in ("body", "html", *SPREADSHEETS):
        if body.rng.random() < terse:
            frame.short(body, habits, authority, write)
        else:
            frame.letter(body, habits, authority, request, write, review=review)
    else:
        frame.letter(inside, habits, authority, request, write, review=review)
        frame.short(body, habits, authority, _cover)
    return made[0]


def _leaflet(planned: PlannedReply, body: Page, authority: PracticeAuthority) -> Page | None:
    """A second attachment that answers nothing, with one letter in six."""
    rng = seeded("leaflet", planned.seed, authority.url_name)
    if planned.carrier not in ("pdf", "docx", "scan") or rng.random() > 0.16:
        return None
    page = Page(rng, body.law, body.slots, body.section_style, body.spaced)
    page.say(closing.LEAFLET)
    page.say(closing.RIGHTS[body.law][:3])
    page.say(closing.ANNEX[body.law])
    return page


def _cover(page: Page) -> None:
    page.say(receipts.COVER)


def _around(
    planned: PlannedReply,
    authority: PracticeAuthority,
    request: RequestFacts,
    habits: Voice,
    body: Page,
) -> None:
    """Welsh before, disclaimer and our quoted message after."""
    automatic = planned.kind in ("bounce", "out_of_office")
    if habits.bilingual and not automatic and body.rng.random() < 0.8:
        body.blocks = frame.welsh_first(body, planned.kind) + body.blocks
        body.traits.append("welsh_first")
    if habits.disclaims and not automatic:
        body.say(closing.DISCLAIMERS)
    if body.rng.random() < (0.35 if planned.kind in NOTES else 0.25):
        body.blocks += frame.quoted_below(body, request, authority)


def _files(planned: PlannedReply, habits: Voice, page: Page) -> tuple[list[Attachment], list[str]]:
    """The attachment with the decision, and its text."""
    rng, blocks = page.rng, page.blocks
    stem = rng.choice(
        (
            habits.reference,
            f"{habits.reference} response",
            "Response letter",
            "FOI reply",
            "Final response",
            "Decision notice letter",
            f"Answers {habits.reference}",
        )
    )
    stem = "".join(c if c.isalnum() or c in " -_." else "-" for c in stem)
    text = papers.plain_text(blocks)
    made: Attachment
    match planned.carrier:
        case "pdf":
            made = (f"{stem}.pdf", papers.PDF, papers.text_pdf(blocks, stem))
        case "scan":
            made = (f"{stem}.pdf", papers.PDF, papers.scanned_pdf(blocks, planned.seed))
        case "docx":
            made = (f"{stem}.docx", papers.DOCX, papers.text_docx(blocks))
        case "odt":
            made = (f"{stem}.odt", papers.ODT, papers.text_odt(blocks))
        case "xlsx":
            sheets = _sheets(blocks)
            text = "\n".join("\t".join(row) for _, rows in sheets for row in rows)
            made = (f"{stem}.xlsx", papers.XLSX, papers.workbook(sheets))
        case "csv":
            data = papers.table_csv([row for block in blocks for row in block.rows])
            text = data.decode().replace("\r\n", "\n")
            made = (f"{stem}.csv", papers.CSV, data)
        case "zip":
            inner = papers.text_docx(blocks) if rng.random() < 0.5 else papers.text_pdf(blocks)
            name = f"{stem}.docx" if inner[:2] == b"PK" else f"{stem}.pdf"
            members = [
                ("Read me.txt", b"The letter in this folder is our reply.\r\n"),
                (name, inner),
            ]
            made = (f"{stem}.zip", papers.ZIP, papers.archive(members))
        case _:
            raise ValueError(f"{planned.carrier} is not a kind of attachment")
    return [made], [text]


def _sheets(blocks: list[Block]) -> list[tuple[str, list[tuple[str, ...]]]]:
    """A sheet for each table, with the title that stands before it in a row of its own."""
    sheets: list[tuple[str, list[tuple[str, ...]]]] = []
    waiting: list[tuple[str, ...]] = []
    for block in blocks:
        if len(block.rows) > 1:
            sheets.append((f"Answers {len(sheets) + 1}", [*waiting, *block.rows]))
            waiting = []
        else:
            waiting += block.rows or [(line,) for line in block.text.split("\n") if line]
    if waiting:
        sheets.append(("Notes", waiting))
    return sheets


def _sender(
    planned: PlannedReply, authority: PracticeAuthority, habits: Voice, rng: random.Random
) -> str:
    if planned.kind == "bounce":
        return rng.choice(("Mail Delivery System", "MAILER-DAEMON", "postmaster"))
    team = habits.team.removeprefix("the ")
    return rng.choice(
        (authority.name, team, habits.signatory, f"{habits.signatory} ({team})", "FOI Requests")
    )


def _once(cited: tuple[TruthProvision, ...]) -> tuple[TruthProvision, ...]:
    """One entry for each provision, in its weightiest role; the first of equal ones stays."""
    weight = {"relied_on": 0, "procedural": 1, "mentioned": 2}
    kept: dict[str, TruthProvision] = {}
    for one in cited:
        before = kept.get(one.citation)
        if before is None or weight[one.role] < weight[before.role]:
            kept[one.citation] = one
    return tuple(kept.values())


def _latest(answers: tuple[TruthAnswer, ...]) -> tuple[TruthAnswer, ...]:
    """One answer for each cell, the last said."""
    kept = {(one.question, one.period): one for one in answers}
    return tuple(replace(one) for one in kept.values())
