"""Outcomes, provisions and references of labelled replies, of the captured campaign, of rubbish."""

from __future__ import annotations

import csv
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import measure
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from labelled import CASES, labelled, surroundings

from campaign.coding.coder import code_reply
from campaign.coding.evaluate import Item, score
from campaign.coding.model import OUTCOMES, Coding, Reply, Source
from campaign.coding.moods import mood
from campaign.coding.outcome import request_outcome
from campaign.coding.verify import evidence_of, problem_with


def coded(text: str, law: Any = "foia", **more: Any) -> Coding:
    return code_reply(Reply((Source("text", text),), law=law, **more))


def quotes_stand(reply: Reply, coding: Coding) -> bool:
    texts = {source.key: source.text for source in reply.sources}
    return not any(problem_with(evidence, texts) for _, evidence in evidence_of(coding))


# --- labelled replies ---------------------------------------------------------------------------


def test_replies_that_rules_were_tuned_on() -> None:
    result = score([Item(label, code_reply(reply)) for label, reply in labelled("tuned")])
    assert len(result.items) >= 150
    assert result.strict.share >= 0.95
    assert result.provisions.f1 >= 0.97
    assert result.reference.share >= 0.9
    assert result.sure.share >= 0.98


def test_replies_that_were_held_back() -> None:
    result = score([Item(label, code_reply(reply)) for label, reply in labelled("held")])
    assert len(result.items) >= 25
    assert result.strict.share >= 0.85
    assert result.provisions.f1 >= 0.9
    assert result.sure.share >= 0.98
    assert result.covered.share >= 0.4


def test_whole_letters_that_were_held_back() -> None:
    result = measure.held()
    assert len(result.items) == 120
    assert result.strict.share >= 0.84
    assert result.sure.share >= 0.98
    assert result.covered.share >= 0.5
    assert result.provisions.f1 >= 0.9
    assert result.reference.share >= 0.93


_LOCAL = re.compile(r"\b(?:council|police|constabulary|borough|university|nhs|hospitals?|fire)\b")


def test_no_labelled_reply_is_of_a_real_local_authority(shared: Path) -> None:
    """National bodies (a commissioner, a ministry) are named where letters refer to them."""
    with (shared / "data/authorities_id_lookup.csv").open(encoding="utf-8") as file:
        addresses = {row["wdtk-url-name"].replace("_", " ") for row in csv.DictReader(file)}
    real = {name for name in addresses if " " in name and _LOCAL.search(name)} - {"nhs digital"}
    assert len(real) > 1000
    for path in sorted(CASES.glob("**/*.txt")):
        words = re.findall(r"[a-z0-9]+", path.read_text(encoding="utf-8").lower())
        runs = {
            " ".join(words[start : start + size])
            for size in range(2, 9)
            for start in range(len(words))
        }
        assert not runs & real, path.name


def test_every_outcome_has_labelled_replies() -> None:
    assert {label.outcome for label, _ in labelled()} == OUTCOMES.keys() - {"no_reply"}


def test_every_quote_of_the_labelled_replies_stands() -> None:
    for _, reply in labelled():
        assert quotes_stand(reply, code_reply(reply))


def test_every_outcome_but_other_shows_its_words() -> None:
    for label, reply in (*labelled(), *labelled("restated")):
        coding = code_reply(reply)
        assert coding.evidence is not None or (coding.outcome == "other" and not coding.sure), label


_ANSWERS = {
    "full", "partial", "not_held", "refused_exemption", "refused_cost", "ncnd", "vexatious",
    "already_public",
}  # fmt: skip


@pytest.mark.parametrize("footer", surroundings("after"))
def test_footers_change_no_outcome(footer: str) -> None:
    changed = [
        label.id
        for label, reply in labelled("tuned")
        if coded(f"{reply.sources[0].text}\n\n{footer}", reply.law).outcome
        != code_reply(reply).outcome
    ]
    assert len(changed) <= 2, changed


@pytest.mark.parametrize("opening", surroundings("before"))
def test_openings_change_no_answer(opening: str) -> None:
    changed = [
        label.id
        for label, reply in labelled("tuned")
        if label.outcome in _ANSWERS
        and coded(f"{opening}\n\n{reply.sources[0].text}", reply.law).outcome
        != code_reply(reply).outcome
    ]
    assert len(changed) <= 5, changed


# --- real input ---------------------------------------------------------------------------------


def test_the_real_reply_is_not_held(shared: Path) -> None:
    text = (shared / "replies/civil_nuclear_constabulary-2025-07-23.txt").read_text("utf-8")
    coding = coded(text)
    assert coding.outcome == "not_held"
    assert coding.evidence is not None
    assert "does not hold information" in coding.evidence.quote
    assert [p.citation for p in coding.provisions if p.role == "relied_on"] == ["FOIA s.1(1)(a)"]


def campaign_replies(truth: dict[str, Any], folder: Path) -> Iterator[tuple[str, Reply]]:
    """The incoming messages of one captured request, their attachments read, with their codes."""
    from campaign.documents import read

    codes = {m["incoming_message_id"]: m["outcome_code"] for m in truth["reply"]["messages"]}
    messages = [event["message"] for event in truth["site"]["events"] if event.get("message")]
    asked = next(m["body_text"] for m in messages if m["kind"] == "outgoing")
    law = "foisa" if "foisa" in truth["reply"]["features"] else "foia"
    for message in messages:
        if message["kind"] != "incoming":
            continue
        sources = [Source(f"message:{message['id']}", message["body_text_unfolded"])]
        for path in sorted(folder.glob(f"attachments/{message['id']}-*")):
            if path.suffix != ".json" and ".view" not in path.name:
                extract = read(path.read_bytes(), path.name)
                sources.append(Source(path.name, extract.text, path.name, extract.tables))
        yield (
            codes[message["id"]],
            Reply(tuple(sources), law=law, subject=message["subject"], request_text=asked),
        )


def truths(shared: Path) -> Iterator[tuple[str, dict[str, Any], Path]]:
    for path in sorted((shared / "alaveteli/campaign/truth").glob("*.json")):
        truth = json.loads(path.read_text("utf-8"))
        yield path.stem, truth, shared / "alaveteli/campaign/requests" / path.stem


def test_the_captured_campaign(shared: Path) -> None:
    wrong = []
    messages = 0
    for name, truth, folder in truths(shared):
        reply = truth["reply"]
        codings = []
        for code, text in campaign_replies(truth, folder):
            coding = code_reply(text)
            messages += 1
            codings.append(coding)
            assert quotes_stand(text, coding)
            scanned = "needs_ocr" in reply["features"] and not text.sources[-1].text.strip()
            if coding.outcome != code and not scanned:
                wrong.append((name, "outcome", code, coding.outcome))
            if coding.outcome != code and coding.sure:
                wrong.append((name, "sure", code, coding.outcome))
        asked_for_review = reply["review"] == "pending"
        found = request_outcome(codings, review_asked=asked_for_review)
        if (
            found != (reply["outcome_code"], reply["review"])
            and "needs_ocr" not in reply["features"]
        ):
            wrong.append((name, "request", reply["outcome_code"], found))
        relied = {p.citation for c in codings for p in c.provisions if p.role == "relied_on"}
        if relied != {p["provision"] for p in reply["provisions_relied_on"]}:
            wrong.append((name, "provisions", "", sorted(relied)))
    assert messages == 84
    assert wrong == []


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\n\t",
        "Bitte beachten Sie, dass wir Ihre Nachricht nicht beantworten können.",
        "Vă mulțumim pentru mesajul dumneavoastră, care a fost transmis colegilor noștri.",
        "image001.png",
        "Ã¢â‚¬â„¢ ï¿½ï¿½ Ã‚Â£ Ã¢â‚¬Å“",
        "�" * 400,
        "0000 " * 30,
    ],
)
def test_what_cannot_be_read_is_other_and_unsure(text: str) -> None:
    coding = coded(text)
    assert (coding.outcome, coding.sure) == ("other", False)
    assert coding.provisions == ()


def test_a_cover_note_whose_letter_is_not_here_is_other() -> None:
    coding = coded("Dear Ms Applicant\n\nPlease find our response attached.\n\nRegards\nFOI Team")
    assert (coding.outcome, coding.sure) == ("other", False)


@pytest.mark.parametrize(
    ("line", "outcome"),
    [
        ("2022/23: 14; 2023/24: <5; 2024/25: 31", "partial"),
        ("Notices 14 31 <5 9", "partial"),
        ("2023/24,14,<5,166,", "partial"),
        ("Notices issued: fewer than five.", "partial"),
        ("Notices issued: 14, each within <5 days", "full"),
        ("Notices issued: 14, of <5,000 vehicles", "full"),
        ("Notices issued: 14, sent to <5.10.2.9@council.example>", "full"),
    ],
)
def test_a_number_too_small_to_be_told_is_a_part_kept_back(line: str, outcome: str) -> None:
    coding = coded(f"Dear Ms Orme,\n\nThe answers are:\n\n{line}\nCost: £400\n\nBo Lamb\nClerk")
    assert coding.outcome == outcome
    if outcome == "partial":
        assert coding.evidence is not None
        assert coding.evidence.quote == line


def test_a_question_that_the_authority_puts_is_a_clarification() -> None:
    letter = (
        "Dear Ms Orme,\n\nOur schools team has a question. Should schools that closed in the year "
        "be counted?\n\nYours sincerely\nBo Lamb\n"
    )
    assert coded(letter).outcome == "clarification"


def test_the_requesters_question_come_back_is_none() -> None:
    asked = "How many schools closed, and can you say why?"
    reply = Reply((Source("text", f"About this question:\n\n{asked}"),), request_text=asked)
    assert code_reply(reply).outcome == "other"


def test_what_would_be_held_elsewhere_if_at_all_is_not_held() -> None:
    said = (
        "Any such list, if it exists at all, would be held by the county and not by the district."
    )
    assert coded(f"Dear Ms Orme,\n\n{said}\n\nBo Lamb\n").outcome == "not_held"


def test_what_would_be_exempt_if_it_were_held_is_supposed() -> None:
    assert mood("were it held, it would be exempt in several ways.") == "conditional"
    assert mood("it is held, and it is exempt in several ways.") == "plain"


def test_the_attached_letter_decides() -> None:
    letter = Source("attachment:1", "The Council does not hold the information requested.")
    cover = Source("message:1", "Please find our response attached.")
    coding = code_reply(Reply((cover, letter)))
    assert coding.outcome == "not_held"
    assert coding.evidence is not None
    assert coding.evidence.source == "attachment:1"


def test_a_cover_line_releases_nothing_beside_a_refusal_in_the_letter() -> None:
    cover = "Further to your request of 6 July, please read the attached document."
    letter = (
        "Dear Ms Orme,\n\nI am withholding all that you ask for under section 31(1)(a) of the Act."
    )
    reply = Reply((Source("text", cover), Source("attachment", letter, name="letter.pdf")))
    assert code_reply(reply).outcome == "refused_exemption"


def test_a_leaflet_below_the_signature_makes_no_review() -> None:
    letter = (
        "Dear Ms Orme,\n\nFollowing a search of our records I have established that the "
        "information is not held by the Board.\n\nYours sincerely\nA Clerk\n\n"
        "Making a complaint\n\nYour complaint will be acknowledged with a target date. At "
        "first it will be considered again by the official who dealt with your request. If, "
        "after thought, that official finds that the decision was correct, your complaint will "
        "go to somebody senior. You will be told the outcome of your complaint.\n"
    )
    assert coded(letter).outcome == "not_held"


def test_a_title_below_the_greeting_quotes_no_request() -> None:
    letter = (
        "Dear Ms Orme\n\nRequest for Information\n\nI write to thank you for the request that came "
        "on 7 February. All such requests are looked after by this office.\n\nIt is our intention "
        "to answer inside the 20 working-day deadline.\n\nYours sincerely\nA Clerk\n"
    )
    assert coded(letter).outcome == "acknowledgement"


def test_a_letter_that_quotes_and_answers_in_no_usual_words_is_read() -> None:
    letter = (
        "Dear Mr Achter\n\nYou requested the following information:\n\n1. The number of part-time "
        "students at each site in 2021-22.\n\nFor that, turn to the sheet which goes with this.\n\n"
        "Wherever figures are so low that somebody might be recognised we decline to give them, "
        "section 40 of the Act being the reason.\n\nYours sincerely\nA Clerk\n"
    )
    assert coded(letter).outcome in ("partial", "refused_exemption")
    assert "FOIA s.40" in {one.citation for one in coded(letter).provisions}


def test_a_log_whose_request_begins_with_a_greeting_is_answered_below() -> None:
    log = (
        "Date of Request\n14/08/24\nRequest\nHello,\nThis is a request under the Freedom of "
        "Information Act 2000.\nPlease would you send me:\nA list of every vehicle fire since "
        "2021.\nIf some of it is in the public domain already, kindly point me to it.\nI know that "
        "you have 20 working days in which to respond.\nResponse\nThe Service holds what you have "
        "asked for and it is in the spreadsheet attached.\n"
    )
    assert coded(log).outcome == "full"


def test_what_a_mail_says_of_itself_answers_nothing() -> None:
    mail = (
        "Thank you for writing to the Access Team. You are getting this acknowledgement "
        "automatically. We will be in touch in due course.\n\nWhat is in this communication is "
        "confidential and legal privilege may apply to it. Parts of what we send out may be "
        "confidential. More on how it is classed is on our website "
        "(https://www.regulator.invalid/info).\n"
    )
    assert coded(mail).outcome == "acknowledgement"


def test_a_mail_sent_in_error_is_no_disclaimer_of_what_follows() -> None:
    letter = (
        "Dear Ms Orme\n\nThank you for your message of 3 May about the lights on the ring road, "
        "which I have read.\n\nYour e-mail was sent to us in error. The road is the "
        "responsibility of the county council. I have transferred your request to them.\n\nYours "
        "sincerely\nA Clerk\n"
    )
    assert coded(letter).outcome == "transferred"


def test_a_list_of_what_was_asked_is_no_answer_beside_a_vexatious_request() -> None:
    letter = (
        "Dear Mr Salter\n\nThis concerns your request, which I set out again here.\n\n1. The boat "
        "found at the wharf\n2. The oar found at the wharf\n3. The lamp found there\n\nIn our "
        "view what you ask is vexatious and we refuse it under section 14(1) of the Act.\n\nYours "
        "sincerely\nA Clerk\n"
    )
    assert coded(letter).outcome == "vexatious"


def test_the_exemption_named_is_that_of_not_holding() -> None:
    letter = (
        "To your request we have applied section 17 of the Act, information not held. So that you "
        "can follow why this exemption is used: such mix-ups are not recorded."
    )
    assert coded(letter, "foisa").outcome == "not_held"
    assert coded(letter + " We are unable to provide it.", "foisa").outcome == "not_held"


def test_an_automatic_reply_that_knows_no_request_is_no_receipt() -> None:
    told = (
        "This is an automated email, please do not reply. If you have sent a Freedom of "
        "Information request it will be dealt with within 20 working days. For reports of crime"
        " ring 101."
    )
    assert coded(told).outcome == "bounce_or_ooo"
    known = (
        "This is an automated message. Your request has been received; its reference is IG/6214."
    )
    assert coded(known).outcome == "acknowledgement"


def test_damaged_characters_do_not_hide_the_words() -> None:
    coding = coded("The Council donâ€™t say much. It does not\u00a0hold the inﬁormation requested.")
    assert coding.outcome == "not_held"


@pytest.mark.parametrize(
    "piece",
    [
        "We do not hold this information. ", "section 31(1)(a) and ", "(((((", "a" * 99 + " ",
        "not " * 20 + "\n", "£1,000 | ", "if you are not satisfied ", "1. Yes\n", "will be ",
        "public interest ", "exempt exempt exempt ", "> quoted\n", "Ref: A/1 ", "?",
    ],
)  # fmt: skip
def test_ten_megabytes_are_read_in_seconds(piece: str) -> None:
    text = (piece * (10_000_000 // len(piece) + 1))[:10_000_000]
    began = time.perf_counter()
    coding = coded(text)
    assert time.perf_counter() - began < 15
    assert not coding.sure


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["foia", "foisa", "eir"]))
def test_any_text_gets_a_known_code_with_words_that_stand(text: str, law: Any) -> None:
    reply = Reply((Source("text", text),), law=law)
    coding = code_reply(reply)
    assert coding.outcome in OUTCOMES
    assert 0 <= coding.confidence <= 1
    assert coding.evidence is not None or coding.outcome == "other"
    assert quotes_stand(reply, coding)


def test_the_same_reply_gives_the_same_codes() -> None:
    for _, reply in labelled("held"):
        assert code_reply(reply) == code_reply(reply)


def test_two_hundred_replies_a_second() -> None:
    replies = [reply for _, reply in labelled()]
    for reply in replies:
        code_reply(reply)
    began = time.process_time()
    for reply in replies:
        code_reply(reply)
    assert len(replies) / (time.process_time() - began) > 200


# --- the request we sent ------------------------------------------------------------------------


def test_our_own_words_are_never_the_answer() -> None:
    request = (
        "Dear Council,\nPlease tell me the cost. Refuse nothing under section 12 or 40(2); neither "
        "confirm nor deny at your peril. Is this information exempt from disclosure under 43?\n"
    )
    reply = "Our number is AB/12/24. We will reply by 3 May.\n\n" + request
    coding = coded(reply, request_text=request)
    assert coding.outcome == "acknowledgement"
    assert not [p for p in coding.provisions if p.role == "relied_on"]


# --- requests -----------------------------------------------------------------------------------


def codings(*outcomes: str) -> list[Coding]:
    words = coded("The Council does not hold it.").evidence
    return [Coding(outcome, 0.9, True, words) for outcome in outcomes]


@pytest.mark.parametrize(
    ("outcomes", "expected"),
    [
        ([], ("no_reply", None)),
        (["acknowledgement"], ("no_reply", None)),
        (["bounce_or_ooo"], ("no_reply", None)),
        (["not_held", "acknowledgement"], ("not_held", None)),
        (["not_held", "full"], ("full", None)),
        (["extension", "partial"], ("partial", None)),
        (["partial", "extension"], ("partial", None)),
        (["clarification", "acknowledgement"], ("clarification", None)),
        (["refused_cost", "internal_review_upheld"], ("refused_cost", "upheld")),
        (["ncnd", "other"], ("ncnd", None)),
        (["acknowledgement", "other"], ("other", None)),
    ],
)
def test_the_outcome_in_force(outcomes: list[str], expected: tuple[str, str | None]) -> None:
    assert request_outcome(codings(*outcomes)) == expected


def test_a_review_that_releases_leaves_a_full_answer() -> None:
    refused = coded("The contract is withheld under section 43(2) of the Act.")
    review = coded(
        "I have completed the internal review. Your complaint is upheld and the contract is "
        "attached."
    )
    assert request_outcome([refused, review]) == ("full", "overturned")


def test_a_review_asked_for_is_pending_until_it_ends() -> None:
    refused, upheld = codings("refused_cost", "internal_review_upheld")
    assert request_outcome([refused], review_asked=True) == ("refused_cost", "pending")
    assert request_outcome([refused, upheld], review_asked=True) == ("refused_cost", "upheld")


def test_tables_of_phrases_are_linear() -> None:
    """No phrase repeats without bound what may repeat inside it."""
    text = Path("campaign/coding/phrases.toml")
    path = Path(__file__).parents[2] / text
    for line in path.read_text(encoding="utf-8").splitlines():
        assert not re.search(r"[+*]\)[+*]|\.\*.*\.\*", line), line
