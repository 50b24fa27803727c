"""The known truth of composed replies as JSON, for scoring what a coder says of them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from campaign.rehearsal.people.model import ComposedReply, ReplyTruth


def as_json(truth: ReplyTruth) -> dict[str, Any]:
    """The truth as a JSON-able dict, keys as in `ReplyTruth`, provisions apart by role."""
    found = asdict(truth)
    found["extended_to"] = truth.extended_to.isoformat() if truth.extended_to else None
    provisions = found.pop("provisions")
    for role in ("relied_on", "procedural", "mentioned"):
        found[f"provisions_{role}"] = [
            {"provision": p["citation"], "quote": p["quote"], "where": p["where"]}
            for p in provisions
            if p["role"] == role
        ]
    return found


def faults(reply: ComposedReply) -> list[str]:
    """What is wrong with the truth of a reply: quotes that are not there, claims that clash.

    An empty list for a sound one.
    """
    truth = reply.truth
    texts = {"body": reply.body_text}
    for (name, _, _), text in zip(reply.attachments, reply.attachment_texts, strict=True):
        texts[name] = text
    quotes = [(one.quote, one.where) for one in truth.provisions]
    quotes += [(one.quote, one.where) for one in truth.answers]
    wrong = [
        f"{quote!r} is not in {where}"
        for quote, where in quotes
        if not quote or quote not in texts.get(where, "")
    ]
    states = {answer.state for answer in truth.answers}
    relied = {p.citation for p in truth.provisions if p.role == "relied_on"}
    if truth.outcome == "full" and (relied or states - {"answered", "not_applicable"}):
        wrong.append(f"full, but something is withheld: {sorted(relied)} {sorted(states)}")
    if truth.outcome == "partial" and not relied and not states - {"answered", "not_applicable"}:
        hidden = any(str(answer.value).startswith("<") for answer in truth.answers)
        wrong += [] if hidden or not truth.answers else ["partial, but all is answered"]
    if truth.outcome in ("refused_exemption", "ncnd", "vexatious") and not relied:
        wrong.append(f"{truth.outcome}, but no provision is relied on")
    if truth.outcome == "extension" and truth.extended_to is None:
        wrong.append("an extension without a date")
    if truth.reference and truth.reference not in "\n".join([reply.subject, *texts.values()]):
        wrong.append(f"the reference {truth.reference} is nowhere")
    return wrong
