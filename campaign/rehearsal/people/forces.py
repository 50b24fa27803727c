"""Invented police forces, and a few other bodies as a real site's list has them beside these."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

from campaign.rehearsal.people.model import Nation, PracticeAuthority
from campaign.rehearsal.people.wording import seeded

HEADS = re.findall(
    r"\w+",
    """Brinder Corvel Dunmarl Elvers Fallom Hebbern Istler Kelders Lomber Maddern Norvel Ottern
    Pellow Quarn Rathmel Skelder Tansel Ulvers Varden Wexen Zeal Ambers Cressen Dovern Enders
    Gorsen Inker Keddle Lavers Mossen Orrel Rudder Sallow Thrush Venner Drover Ember Fenner""",
)
TAILS = re.findall(
    r"\w+", "mere wick combe stow mouth thorpe holt ness haven wold dale gate sea marsh shire"
)
PATTERNS = (
    "{a} Police",
    "{a} Police",
    "{a} Constabulary",
    "{a} Constabulary",
    "{a} and {b} Police",
    "{a} and {b} Constabulary",
    "Greater {a} Police",
    "{a} Vale Police",
    "{a} City Police",
    "East {a} Police",
    "West {a} Constabulary",
    "{a} Borders Police",
)
WELSH = tuple(
    f"{kind} {name}"
    for kind in ("Bro", "Cwm", "Nant", "Glan", "Dyffryn", "Rhos", "Maes")
    for name in ("Hesgin", "Elanwy", "Eirlwys", "Tegwen", "Llugwen", "Ceirosydd", "Mwyalchen")
)
SCOTTISH = tuple(
    head + tail
    for head in ("Strath", "Inver", "Glen", "Aber", "Kil", "Auchter")
    for tail in ("quoil", "dallach", "vorran", "skerrie", "mourich", "tannoch")
)
IRISH = tuple(
    head + tail
    for head in ("Bally", "Lough", "Drum", "Knock", "Slieve")
    for tail in ("quenan", "tavrey", "morrick", "vallagh")
)
SPECIAL = tuple(
    f"{what} {kind}"
    for what in (
        "National Seed Vault",
        "Royal Observatories",
        "Deepwater Cables",
        "Lighthouse Estates",
        "Canal Tunnels",
        "Tidal Barrages",
        "Mint and Bullion",
        "Airship Docks",
    )
    for kind in ("Constabulary", "Police", "Police Service")
)
NOTES = (
    "",
    "",
    "",
    "",
    "{name} answers through a records unit shared with its neighbours.",
    "Requests for your own data, or for body-worn video, are not FOI requests: use the form.",
    "Correspondence in Welsh or English is welcome, said the unit when asked.\n"
    "Crime counts are published monthly, by ward.",
    "The force prefers questions to be numbered, and one subject for each request.",
)


def practice_authorities(n: int, seed: int) -> tuple[PracticeAuthority, ...]:
    """`n` invented forces that can be asked, then nine other bodies, the same for each seed.

    The forces carry the tag `police`; about one in sixteen is Welsh, Scottish or special. The
    others are a council, a trust and the like, and bodies to which no request can be made.
    """
    rng = seeded("forces", seed)
    welsh, scottish, special = (max(1, round(n / 16)) if n >= 4 else 0 for _ in range(3))
    irish = max(1, round(n / 48)) if n >= 5 else 0
    english = n - welsh - scottish - special - irish
    forces = [
        *_english(rng, english),
        *_welsh(rng, welsh),
        *(_force(rng, f"{name} Police", "scotland") for name in _some(rng, SCOTTISH, scottish)),
        *(
            _force(rng, f"Police Service of {name}", "northern_ireland")
            for name in _some(rng, IRISH, irish)
        ),
        *(_force(rng, name, "uk") for name in _some(rng, SPECIAL, special)),
    ]
    rng.shuffle(forces)
    return (*forces, *_others(rng))


def _english(rng: random.Random, n: int) -> Iterator[PracticeAuthority]:
    stems = [head + tail for head in HEADS for tail in TAILS if head[-1] != tail[0]]
    rng.shuffle(stems)
    stems = [f"New {stem}" for stem in stems[: max(0, n + 2 - len(stems))]] + stems
    taken = {""}
    for left in range(n, 0, -1):
        pattern = rng.choice(PATTERNS if len(stems) > left + 1 else PATTERNS[:1])
        name = pattern.format(a=stems.pop(), b=stems[-1])
        if "{b}" in pattern:
            stems.pop()
        short = f"G{name.split()[1][:3].upper()}P" if name.startswith("Greater") else ""
        short = "" if short in taken else short
        taken.add(short)
        yield _force(rng, name, "england", short)


def _welsh(rng: random.Random, n: int) -> Iterator[PracticeAuthority]:
    for place in _some(rng, WELSH, n):
        yield _force(rng, f"{place} Police", "wales", welsh_name=f"Heddlu {place}")


def _some(rng: random.Random, names: tuple[str, ...], n: int) -> list[str]:
    """`n` of the names in chance order; further rounds are numbered, as divisions are."""
    rounds = -(-n // len(names)) if n else 0
    pool = [name for r in range(rounds) for name in rng.sample(_round(names, r), len(names))]
    return pool[:n]


def _round(names: tuple[str, ...], r: int) -> list[str]:
    sides = ("", "Upper", "Lower", "Inner", "Outer", "Mid")
    return [f"{sides[r % 6]} {name}".strip() for name in names]


def _force(
    rng: random.Random,
    name: str,
    nation: Nation,
    short: str = "",
    welsh_name: str | None = None,
) -> PracticeAuthority:
    tags = ["police", f"dpr:Z{rng.randrange(1_000_000, 9_999_999)}"]
    tags += {
        "wales": ["wales"],
        "scotland": ["scotland"],
        "northern_ireland": ["northern_ireland"],
        "uk": ["special_police"],
    }.get(nation, [])
    if rng.random() < 0.25:
        tags.append("foi_log")
    return PracticeAuthority(
        name=name,
        url_name=slug(short or name),
        short_name=short,
        law="foisa" if nation == "scotland" else "foia",
        nation=nation,
        tags=tuple(tags),
        home_page=f"https://www.{slug(name).replace('_', '-')}.police.example/",
        notes=rng.choice(NOTES).format(name=name),
        welsh_name=welsh_name,
        welsh_url_name=slug(welsh_name) if welsh_name else None,
    )


def _others(rng: random.Random) -> Iterator[PracticeAuthority]:
    place = rng.choice(HEADS) + "bridge"
    for name, tags, notes, problem in (
        (f"{place} City Council", "local_council", "", None),
        (f"{place} Hospitals NHS Trust", "nhs", "", None),
        (f"University of {place}", "university", "", None),
        (f"Police and Crime Commissioner for {place}", "police_commissioner", "", None),
        ("Inspectorate of Practice Policing", "police_related inspectorate", "", None),
        (
            f"{place} Market Constabulary",
            "police defunct",
            "Closed in 1998; its records were destroyed.",
            "defunct",
        ),
        (
            f"Port of {place} Police",
            "police not_apply",
            "A private force to which the Act does not apply.",
            "not_apply",
        ),
        (f"{place} Ferries Police", "police missing_email", "", "no_address"),
        (f"The {place} Levels Board", "eir_only", "Answers under the EIR alone.", None),
    ):
        yield PracticeAuthority(
            name=name,
            url_name=slug(name),
            short_name="",
            law="foia",
            nation="england",
            tags=tuple(tags.split()),
            home_page=f"https://www.{slug(name).replace('_', '-')}.example/",
            notes=notes,
            problem=problem,  # type: ignore[arg-type]
        )


def slug(name: str) -> str:
    """The name as an address has it: `corvelmere_and_lomberwick_police`."""
    return "_".join(re.findall(r"[a-z0-9]+", name.lower()))
