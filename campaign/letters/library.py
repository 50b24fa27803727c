"""The templates there are: `templates/` in the working folder first, then the shipped ones.

A template is a folder with `questionnaire.yaml` and `letter.txt`. The follow-up letters are the
files of `templates/_letters/`, each of which a working folder may replace by its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from campaign.errors import BadInput
from campaign.letters.model import Questionnaire
from campaign.letters.questionnaire import read_questionnaire, read_text

QUESTIONNAIRE = "questionnaire.yaml"
LETTER = "letter.txt"
FOLLOW_UPS = "_letters"
FOLLOW_UP_KINDS = ("chase", "clarify", "review", "status", "thank")

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True)
class TemplateEntry:
    """A template that can be used, and where it lies; `own` for one in the working folder."""

    name: str
    folder: Path
    own: bool


@dataclass(frozen=True, slots=True)
class TemplateTexts:
    """A template as read: both texts as they are, and the questionnaire that the first makes."""

    name: str
    folder: Path
    questionnaire_text: str
    letter_text: str
    questionnaire: Questionnaire


def shipped_folder() -> Path:
    """The templates that come with the program: in the installed package, or in the checkout."""
    package = Path(__file__).resolve().parent
    candidates = (package / "shipped", package.parents[1] / "templates")
    for folder in candidates:
        if folder.is_dir():
            return folder
    raise BadInput(
        "The templates that come with campaign are missing from this installation.",
        "Install it again.",
    )


def list_templates(working: Path) -> tuple[TemplateEntry, ...]:
    """All templates by name; one in `working`/templates stands before a shipped one of its name."""
    found: dict[str, TemplateEntry] = {}
    own = working / "templates"
    for folder, is_own in ((shipped_folder(), False), (own, True)):
        if not folder.is_dir():
            continue
        for each in sorted(folder.iterdir()):
            # One's own folder wins even where a file of it is missing: that is then said.
            if _NAME.fullmatch(each.name) and (
                each.is_dir() if is_own else (each / QUESTIONNAIRE).is_file()
            ):
                found[each.name] = TemplateEntry(each.name, each, is_own)
    return tuple(found[name] for name in sorted(found))


def find_template(name: str, working: Path) -> TemplateEntry:
    """The template of that name; BadInput names the ones there are."""
    check_name(name)
    there = list_templates(working)
    for entry in there:
        if entry.name == name:
            return entry
    raise BadInput(
        f"There is no template {name!r}.",
        f"There are: {', '.join(entry.name for entry in there)}.",
    )


def load_template(name: str, working: Path, current_year: int) -> TemplateTexts:
    """Both texts of a template and its questionnaire; BadInput for what is wrong in them."""
    entry = find_template(name, working)
    return load_folder(entry.folder, current_year)


def load_folder(folder: Path, current_year: int) -> TemplateTexts:
    """The template in a folder anywhere; BadInput where a file is missing or wrong."""
    for name in (QUESTIONNAIRE, LETTER):
        if not (folder / name).is_file():
            raise BadInput(
                f"{folder} has no {name}.",
                "A template is a folder with questionnaire.yaml and letter.txt.",
            )
    questionnaire_text = read_text(folder / QUESTIONNAIRE)
    source = str(folder / QUESTIONNAIRE)
    return TemplateTexts(
        folder.name,
        folder,
        questionnaire_text,
        read_text(folder / LETTER),
        read_questionnaire(questionnaire_text, source, current_year),
    )


def copy_template(name: str, working: Path, new_name: str = "") -> Path:
    """Copy a template into `working`/templates, to be edited there; gives the new folder.

    Nothing is ever overwritten: BadInput where the folder is already there.
    """
    entry = find_template(name, working)
    target = working / "templates" / check_name(new_name or name)
    texts = {
        file: read_text(entry.folder / file)
        for file in (QUESTIONNAIRE, LETTER)
        if (entry.folder / file).is_file()
    }
    return _write_new(target, texts)


def copy_follow_ups(working: Path) -> Path:
    """Copy the follow-up letters into `working`/templates/_letters; BadInput if it is there."""
    source = shipped_folder() / FOLLOW_UPS
    texts = {f"{kind}.txt": read_text(source / f"{kind}.txt") for kind in FOLLOW_UP_KINDS}
    return _write_new(working / "templates" / FOLLOW_UPS, texts)


def follow_up_template(kind: str, working: Path | None) -> tuple[str, str]:
    """The text of a follow-up letter and the name of its file, the working folder's own first."""
    if kind not in FOLLOW_UP_KINDS:
        raise BadInput(
            f"There is no follow-up letter {kind!r}.", f"There are: {', '.join(FOLLOW_UP_KINDS)}."
        )
    folders = [shipped_folder() / FOLLOW_UPS]
    if working is not None:
        folders.insert(0, working / "templates" / FOLLOW_UPS)
    for folder in folders:
        path = folder / f"{kind}.txt"
        if path.is_file():
            return read_text(path), str(path)
    raise BadInput(
        f"The letter {kind}.txt is missing from this installation.", "Install campaign again."
    )


def check_name(name: str) -> str:
    """The name, if a template may be called so; BadInput otherwise (`../x`, `a b`, empty)."""
    if not _NAME.fullmatch(name):
        raise BadInput(
            f"{name[:80]!r} cannot be the name of a template.",
            "Use small letters, digits and dashes: hospital-parking.",
        )
    return name


def _write_new(target: Path, texts: dict[str, str]) -> Path:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.mkdir()
    except FileExistsError as error:
        raise BadInput(
            f"{target} is already there.", "Edit it, or copy under another name."
        ) from error
    except OSError as error:
        raise BadInput(
            f"{target} cannot be made ({error.strerror}).", "Choose a folder you may write to."
        ) from error
    written: list[Path] = []
    try:
        for name, text in texts.items():
            written.append(target / name)
            (target / name).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        for path in written:
            path.unlink(missing_ok=True)
        target.rmdir()
        raise BadInput(
            f"{target} cannot be written ({error.strerror}).", "Make room on the disk."
        ) from error
    return target
