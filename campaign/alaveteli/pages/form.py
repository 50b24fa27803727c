"""A form as the site shows it: where it goes, its fields as they stand, its buttons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from campaign.alaveteli.pages.markup import Element, damaged, read_element, starts_of
from campaign.errors import SiteError

_NOT_SENT = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass(frozen=True, slots=True)
class Form:
    """A form. `path` is site-relative, so that it can never be sent to another site.

    `fields` holds what a browser would send, in order, without a button; `buttons` the buttons
    that have a name.
    """

    path: str
    method: str
    fields: tuple[tuple[str, str], ...]
    buttons: tuple[tuple[str, str], ...] = ()

    def value(self, name: str) -> str | None:
        """The first value of a field, None where the form has no such field."""
        return next((value for field, value in self.fields if field == name), None)

    def values(self, name: str) -> list[str]:
        """Every value of a field that stands more than once."""
        return [value for field, value in self.fields if field == name]

    def filled(self, values: Mapping[str, str]) -> Form:
        """The form with these values in their places; fields it did not have come last.

        A field that stands more than once is left with one.
        """
        left = dict(values)
        fields = [
            (name, left.pop(name, value))
            for name, value in self.fields
            if name not in values or name in left
        ]
        return replace(self, fields=(*fields, *left.items()))

    def pressed(self, button: str) -> list[tuple[str, str]]:
        """What is sent when a button is pressed; SiteError where the form has no such button."""
        found = [pair for pair in self.buttons if pair[0] == button]
        if not found:
            raise SiteError(
                f"The site's form at {self.path} has no button {button!r}.",
                "Do this step in your browser; the site may have changed its forms.",
            )
        return [*self.fields, found[0]]


def find_form(html: str, form_id: str) -> Form | None:
    """The form with this id, None where there is none; UnknownPage where it cannot be read."""
    starts = starts_of(html, "form", id=form_id)
    if len(starts) > 1:
        raise damaged(f"two forms {form_id!r}")
    return _read_form(read_element(html, starts[0])) if starts else None


def find_forms(html: str, class_: str) -> tuple[Form, ...]:
    """Every form of a class, in order."""
    starts = starts_of(html, "form", class_=class_)
    return tuple(_read_form(read_element(html, start)) for start in starts)


def _read_form(element: Element) -> Form:
    action = urlsplit(element.get("action") or "")
    if not action.path.startswith("/"):
        raise damaged(f"a form that goes to {element.get('action')!r}")
    fields: list[tuple[str, str]] = []
    buttons: list[tuple[str, str]] = []
    for control in element.walk():
        name = control.get("name")
        if name is None or control.get("disabled") is not None:
            continue
        if control.tag == "input":
            _read_input(control, name, fields, buttons)
        elif control.tag == "textarea":
            fields.append((name, control.text.removeprefix("\n")))
        elif control.tag == "select":
            fields.append((name, _chosen(control)))
        elif control.tag == "button":
            buttons.append((name, control.get("value") or ""))
    return Form(
        path=action.path + (f"?{action.query}" if action.query else ""),
        method=(element.get("method") or "get").lower(),
        fields=tuple(fields),
        buttons=tuple(buttons),
    )


def _read_input(
    control: Element,
    name: str,
    fields: list[tuple[str, str]],
    buttons: list[tuple[str, str]],
) -> None:
    kind = (control.get("type") or "text").lower()
    value = control.get("value")
    if kind in _NOT_SENT:
        buttons.append((name, value or ""))
    elif kind in ("radio", "checkbox"):
        if control.get("checked") is not None:
            fields.append((name, "on" if value is None else value))
    else:
        fields.append((name, value or ""))


def _chosen(select: Element) -> str:
    options = select.all("option")
    chosen = [option for option in options if option.get("selected") is not None] or options[:1]
    if not chosen:
        return ""
    value = chosen[0].get("value")
    return chosen[0].words if value is None else value
