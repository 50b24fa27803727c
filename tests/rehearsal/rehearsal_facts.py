"""What a client depends on in a page: its kind, its forms, and what it says about errors.

Left out on purpose: the site's furniture (navigation, advice, sharing, sidebars) and forms that no
channel of ours presses, named in FURNITURE.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag

FURNITURE = {
    "navigation_search_form": "search box of every page",
    "signup_form": "accounts are made by people",
    "/pro/select_authority": "type-ahead of the Pro form",
    "/pro/embargoes": "privacy of a private request",
    "/pro/embargo_extensions": "privacy of a private request",
    "public_tokens": "sharing a private request",
    "new_alaveteli_pro_request_filter": "search box of the Pro list",
    "filter_form": "boxes to narrow a search",
    "filter_requests_form": "boxes to narrow a list",
    "/refusal_advice": "the adviser on refusals",
    "search_form": "search box of a result page",
}


@dataclass(frozen=True)
class Field:
    name: str
    kind: str
    value: str | None = None


@dataclass(frozen=True)
class Form:
    identity: str
    method: str
    action: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Facts:
    where: str
    title: str
    headings: tuple[str, ...]
    errors: tuple[str, ...]
    notice: str
    forms: tuple[Form, ...] = field(default=())


def facts_of(body: bytes, base: str) -> Facts:
    """The facts of an HTML page; `base` is taken out of its addresses."""
    soup = BeautifulSoup(body.replace(base.encode(), b""), "lxml")
    content = soup.select_one("#content") or soup
    where = next((str(d["id"]) for d in content.select("div[class^=controller_]")), "")
    notice = content.select_one("#notice")
    return Facts(
        where=where,
        title=words(soup.title) if soup.title else "",
        headings=tuple(
            words(h) for h in content.select("h1") if h.find_parent(class_="js-carousel") is None
        ),
        errors=tuple(words(e) for e in content.select("#errorExplanation li, #error")),
        notice=first_sentence(words(notice.h1 or notice)) if notice else "",
        forms=tuple(form for f in content.select("form") if (form := _form(f)) is not None),
    )


def words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split())


def first_sentence(text: str) -> str:
    return re.split(r"(?<=[.!?]) ", text)[0]


def _form(form: Tag) -> Form | None:
    classes = form.get("class")
    identity = str(form.get("id") or (classes[0] if classes else ""))
    action = str(form.get("action") or "")
    if any(known in identity or known in action for known in FURNITURE):
        return None
    fields = [_field(each) for each in form.select("input, textarea, select, button")]
    known = {f for f in fields if f is not None}
    ordered = tuple(sorted(known, key=lambda f: (f.name, f.kind, str(f.value))))
    return Form(identity, str(form.get("method") or "get").lower(), action, ordered)


def _field(each: Tag) -> Field | None:
    name = str(each.get("name") or "")
    if not name or name == "authenticity_token":
        return None
    if each.name == "textarea":
        return Field(name, "textarea", " ".join(each.get_text().split()))
    if each.name == "select":
        options = [str(o.get("value")) for o in each.select("option")]
        chosen = [str(o.get("value")) for o in each.select("option[selected]")]
        return Field(name, "select", f"{options} {chosen}")
    kind = str(each.get("type") or each.name)
    value = str(each.get("value") or "")
    return Field(name, kind, value + (" checked" if each.has_attr("checked") else ""))


def csrf_of(body: bytes) -> str | None:
    """The token in the head of a page: absent signed out."""
    meta = BeautifulSoup(body, "lxml").select_one("meta[name=csrf-token]")
    return str(meta["content"]) if meta is not None and meta.get("content") else None
