"""Pro batches: choosing authorities, the draft, its preview, and the batch (SITE.md section 4)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from campaign.rehearsal import prose, rules, status
from campaign.rehearsal.exchange import Answer, Call, download, redirect
from campaign.rehearsal.listings import listed_event
from campaign.rehearsal.paging import paged
from campaign.rehearsal.records import Batch, Body, Draft, Event, Request
from campaign.rehearsal.rendering import page
from campaign.rehearsal.routing import route
from campaign.rehearsal.site import Site
from campaign.rehearsal.views.common import not_found, sign_in_first

FIELD = "alaveteli_pro_draft_info_request_batch"
SEARCHES = "/pro/batch_request_authority_searches"
LIMIT = 500
CATEGORIES = {
    "police": "Police forces",
    "police_commissioner": "Police commissioners",
    "department": "Departments",
    "endpb": "Executive bodies",
    "regulator": "Regulators",
    "local_council": "Councils",
    "university": "Universities",
    "nhs": "Health bodies",
}
EMBARGOES = (
    ("", "Publish immediately"),
    ("3_months", "3 Months"),
    ("6_months", "6 Months"),
    ("12_months", "12 Months"),
)
View = Callable[..., Answer]


def pro_only(view: View) -> View:
    """Send whoever is signed out to sign in, and whoever is not Pro to the front page."""

    @wraps(view)
    def guarded(site: Site, call: Call, **parts: str) -> Answer:
        if call.user is None:
            return sign_in_first(site, call, "Please create an account or sign in")
        return view(site, call, **parts) if call.user.pro else redirect(call, "/")

    return guarded


def draft_of(site: Site, call: Call, number: str, batch: bool = True) -> Draft | None:
    """The user's own draft of a number."""
    for draft in site.drafts:
        if str(draft.site_id) == number and draft.user is call.user and draft.batch is batch:
            return draft
    return None


@route("GET", SEARCHES)
@pro_only
def searches(site: Site, call: Call) -> Answer:
    """The batch builder: search or browse, and what was chosen so far."""
    query, tag = call.param("authority_query"), call.param("category_tag")
    mode = "browse" if call.param("mode") == "browse" else "search"
    words = query.lower().split()
    found = [b for b in site.bodies if b.requestable and words and _named(b, words)]
    if mode == "browse":
        found = _tagged(site, tag)
    return page(
        call,
        "batch_builder.html",
        "batch_request_authority_searches_index",
        found=found[:LIMIT],
        categories=CATEGORIES,
        limit=LIMIT,
        **_builder(site, call.param("draft_id"), call, query, tag, mode),
    )


def _named(body: Body, words: list[str]) -> bool:
    return all(word in f"{body.name} {body.short_name}".lower() for word in words)


def _tagged(site: Site, tag: str) -> list[Body]:
    return [b for b in site.bodies if b.requestable and tag and tag in b.tags]


def _builder(
    site: Site, number: str, call: Call, query: str, tag: str, mode: str
) -> dict[str, Any]:
    draft = draft_of(site, call, number)
    chosen = sorted(draft.bodies, key=lambda b: b.name) if draft else []
    return {
        "draft": draft,
        "chosen": chosen,
        "chosen_ids": {b.site_id for b in chosen},
        "query": query,
        "category": tag,
        "mode": mode,
        "page_number": call.param("page") or "1",
        "field": FIELD,
    }


@route("POST", "/pro/draft_info_request_batches/update_bodies")
@route("PUT", "/pro/draft_info_request_batches/update_bodies")
@pro_only
def update_bodies(site: Site, call: Call) -> Answer:
    """Put authorities into the draft or take them out; the first one makes the draft."""
    draft = _changed(site, call)
    query, tag, mode = (call.value(k) for k in ("authority_query", "category_tag", "mode"))
    number = str(draft.site_id) if draft is not None else ""
    if call.headers.get("x-requested-with") == "XMLHttpRequest":
        context = _builder(site, number, call, query, tag, mode)
        return page(call, "batch_summary.html", "draft", **context)
    where = {"category_tag": tag, "draft_id": number, "mode": mode or "search"}
    if call.has("authority_query"):
        where |= {"authority_query": query, "page": call.value("page") or "1"}
    call.notice("Your Batch Request has been saved!")
    return redirect(call, f"{SEARCHES}?{urlencode(sorted(where.items()))}")


def _changed(site: Site, call: Call) -> Draft | None:
    """The draft with the change made; None once its last authority is gone, and the draft too."""
    action = call.value(f"{FIELD}[action]")
    body = site.body(call.value(f"{FIELD}[public_body_id]") or "-")
    meant = [body] if body is not None and body.requestable else []
    if action == "add-all":
        meant = _tagged(site, call.value("category_tag"))
    draft = draft_of(site, call, call.value(f"{FIELD}[draft_id]"))
    if draft is None:
        if action == "remove" or not meant or call.user is None:
            return None
        draft = Draft(site.new_id("draft_batch"), call.user, batch=True)
        site.drafts.append(draft)
    for one in meant:
        if action == "remove" and one in draft.bodies:
            draft.bodies.remove(one)
        elif action != "remove" and one not in draft.bodies and len(draft.bodies) < LIMIT:
            draft.bodies.append(one)
    if draft.bodies:
        return draft
    site.drafts.remove(draft)
    return None


@route("GET", "/pro/info_request_batches/new")
@pro_only
def write(site: Site, call: Call) -> Answer:
    """The letter of a batch."""
    draft = draft_of(site, call, call.param("draft_id"))
    if draft is None:
        return not_found(call, "info_request_batches_new")
    return _form(call, draft, "info_request_batches_new", [])


def _form(call: Call, draft: Draft, where: str, problems: list[str]) -> Answer:
    return page(
        call,
        "batch_new.html",
        where,
        draft=draft,
        letter=draft.letter or rules.default_letter("[Authority name]", draft.user.name),
        embargoes=EMBARGOES,
        field=FIELD,
        problems=problems,
        # Shown again for want of a title, the form has forgotten the choice to publish at once.
        embargo=draft.embargo or ("3_months" if rules.NO_TITLE in problems else ""),
    )


@route("POST", "/pro/draft_info_request_batches/{number}")
@route("PUT", "/pro/draft_info_request_batches/{number}")
@pro_only
def save(site: Site, call: Call, number: str) -> Answer:
    """Keep the draft; on to its preview or back to the form."""
    draft = draft_of(site, call, number)
    if draft is None:
        return not_found(call, "info_request_batches_new")
    draft.title, draft.letter = call.value(f"{FIELD}[title]"), call.value(f"{FIELD}[body]")
    draft.embargo = call.value(f"{FIELD}[embargo_duration]", "3_months")
    ids = [value for key, value in call.form if key == f"{FIELD}[public_body_ids][]"]
    if ids:
        wanted = [site.body(one) for one in ids]
        draft.bodies = [b for b in wanted if b is not None and b.requestable]
    if call.value("preview") == "true":
        return redirect(call, f"/pro/info_request_batches/new/preview?draft_id={number}")
    call.notice("Your draft has been saved!")
    return redirect(call, f"/pro/info_request_batches/new?draft_id={number}")


@route("GET", "/pro/info_request_batches/new/preview")
@pro_only
def preview(site: Site, call: Call) -> Answer:
    """The letter as it will go, with what is wrong with it or what it repeats."""
    draft = draft_of(site, call, call.param("draft_id"))
    if draft is None:
        return not_found(call, "info_request_batches_preview")
    return _preview(site, call, draft, "info_request_batches_preview")


def _preview(site: Site, call: Call, draft: Draft, where: str) -> Answer:
    problems = rules.title_errors(draft.title) + rules.letter_errors(draft.letter)
    if problems:
        return _form(call, draft, where, problems)
    return page(
        call,
        "batch_preview.html",
        where,
        draft=draft,
        letter_html=prose.as_html(draft.letter.replace("\r\n", "\n")),
        same=same_batch(site, draft),
    )


def same_batch(site: Site, draft: Draft) -> Batch | None:
    """An earlier batch of the same user, title and letter that shares any authority."""
    for batch in site.batches:
        if (
            batch.user is draft.user
            and rules.same_title(batch.title, draft.title)
            and rules.same_letter(batch.letter, draft.letter)
            and any(body in batch.bodies for body in draft.bodies)
        ):
            return batch
    return None


@route("POST", "/pro/info_request_batches")
@pro_only
def create(site: Site, call: Call) -> Answer:
    """Send a batch off, unless it is wrong or repeats an earlier one."""
    draft = draft_of(site, call, call.value("draft_id"))
    if draft is None:
        return not_found(call, "info_request_batches_create")
    wrong = rules.title_errors(draft.title) + rules.letter_errors(draft.letter)
    repeats = same_batch(site, draft) is not None and not call.value("ignore_existing_batch")
    if wrong or repeats:
        return _preview(site, call, draft, "info_request_batches_create")
    letter = draft.letter.replace("\r\n", "\n")
    batch = site.start_batch(draft.user, draft.title, letter, draft.bodies, draft.embargo)
    site.drafts.remove(draft)
    return redirect(call, f"/pro/info_request_batches/{batch.site_id}")


@route("GET", "/pro/info_request_batches/{number}/download.csv")
@pro_only
def download_csv(site: Site, call: Call, number: str) -> Answer:
    """One row for each request; nothing at all before sending."""
    batch = _batch(site, number)
    if batch is None or batch.user is not call.user:
        return not_found(call, "info_request_batches_show")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if batch.requests:
        writer.writerow(("request_url", "authority_name", "number_of_replies", "request_status"))
    for request in shuffled(batch):
        state = status.SHORT[status.shown_state(request, call.now)].csv
        url = f"{call.base}/request/{request.url_title}"
        writer.writerow((url, request.body.name, len(request.incoming()), state))
    stamp = f"{call.now:%Y-%m-%d-%H%M%S}"
    slug = rules.url_part(batch.title, 32)
    name = f"batch-{batch.site_id}-{slug}-dashboard-{stamp}.csv"
    rows = out.getvalue().encode()
    return download(rows, name, "text/csv", "none", etag=bool(rows))


@route("GET", "/pro/info_request_batches/{number}")
@pro_only
def pro_show(site: Site, call: Call, number: str) -> Answer:
    """The owner's way to a batch: a public one is shown at its public address."""
    batch = _batch(site, number)
    if batch is None or batch.user is not call.user:
        return not_found(call, "info_request_batches_show")
    return (
        show(site, call, number)
        if batch.embargo
        else redirect(call, f"/info_request_batch/{number}")
    )


@route("GET", "/info_request_batch/{number}")
def show(site: Site, call: Call, number: str) -> Answer:
    """A batch: the bodies that it will go to, or 25 of its requests."""
    batch = _batch(site, number.removesuffix(".json"))
    if number.endswith(".json"):
        return Answer(b"", 406, "application/json", "none")
    if batch is None or (batch.embargo and batch.user is not call.user):
        return not_found(call, "info_request_batch_show")
    path = f"/info_request_batch/{number}"
    rows, links = paged(shuffled(batch) if batch.sent_at else [], call, path)
    by_name = sorted(batch.bodies, key=lambda b: b.name)
    bodies, body_links = paged([] if batch.sent_at else by_name, call, path)
    items = [listed_event(r, _opening(r), call.now, call.base) for r in rows]
    return page(
        call,
        "batch_show.html",
        "info_request_batch_show",
        batch=batch,
        items=items,
        bodies=bodies,
        links=links or body_links,
        site=site,
    )


def _opening(request: Request) -> Event:
    return [e for e in request.events if e.params.get("starts_clock") == "yes"][-1]


def shuffled(batch: Batch) -> list[Request]:
    """The requests in an order of their own, the same each time: the site keeps no order."""
    return sorted(batch.requests, key=lambda r: (r.site_id * 7919) % 104_729)


def _batch(site: Site, number: str) -> Batch | None:
    return next((b for b in site.batches if str(b.site_id) == number), None)
