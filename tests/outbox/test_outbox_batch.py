"""A batch: one text, to whom it can go, how private it is, and the kit for a person."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from click.testing import CliRunner
from conftest import Office

from campaign.cli.batches import chosen_privacy
from campaign.cli.group import cli
from campaign.config import Config, read_config
from campaign.errors import BadInput
from campaign.outbox.approval import NotApproved, require_approval
from campaign.outbox.batch import MOST, batched, open_addresses, prepare_batch
from campaign.outbox.kit import write_kit
from campaign.rehearsal.server import PRO
from campaign.state.authorities import get_authority, recipients, set_problem
from campaign.state.outbox import intents, move
from campaign.times import iso


def with_letter(office: Office, old: str, new: str) -> None:
    text = office.template.letter_text
    assert old in text
    office.template = dataclasses.replace(office.template, letter_text=text.replace(old, new, 1))


@pytest.mark.parametrize(
    "words",
    [
        "As {{ recipient.name }} knows, thank you",
        "Thank you, {{ recipient.short_name }},",
        "{% if recipient.url_name == 'first_authority' %}Many t{% endif %}hanks",
    ],
)
def test_a_text_that_varies_is_refused_with_its_line(office: Office, words: str) -> None:
    with_letter(office, "Thank you", words)
    with pytest.raises(BadInput, match="more than its salutation") as caught:
        prepare_batch(office.database, office.campaign, office.template)
    assert "hank" in caught.value.happened  # the line is quoted


def test_another_salutation_is_refused_since_the_site_would_not_fill_it_in(office: Office) -> None:
    with_letter(office, "Dear {{ recipient.name }},", "Dear colleagues,")
    prepared = prepare_batch(office.database, office.campaign, office.template)
    assert [p.code for p in prepared.problems if p.severity == "error"] == ["batch_salutation"]
    assert not prepared.fit


def test_who_is_left_out_is_said_with_the_reason(office: Office) -> None:
    first, second, third, *rest = recipients(office.database, office.campaign.id)
    set_problem(office.database, first.id, "defunct")
    office.approve(only=(second.url_name, third.url_name))
    office.carry_out(office.account())  # one goes within the limits, one waits
    prepared = prepare_batch(office.database, office.campaign, office.template)
    reasons = dict(prepared.left_out)
    assert reasons[first.name] == "the site would skip it: it no longer exists"
    assert reasons[second.name] == "it has a request"
    assert reasons[third.name] == "a letter of its own is on its way"
    assert [a.name for a in prepared.authorities] == [a.name for a in rest]


def test_whoever_is_in_a_batch_gets_no_letter_of_its_own(office: Office) -> None:
    intent = office.approve_batch()
    assert intent is not None
    assert office.approve() == []
    assert batched(office.database, office.campaign) == set(intent.details["authorities"])
    move(office.database, intent.id, "cancelled", now=iso(office.now()))
    assert len(office.approve()) == 6


def test_a_batch_is_followed_only_once_the_site_has_sent_it(office: Office) -> None:
    office.approve_batch()
    office.carry_out(office.account(PRO))
    [url] = open_addresses(office.database, office.campaign)
    assert url == f"{office.server.base}/info_request_batch/1"
    assert office.approve_batch() is None


@pytest.mark.parametrize(
    ("public", "private", "value"),
    [(True, None, ""), (False, "3_months", "3_months"), (False, "12_months", "12_months")],
)
def test_privacy_is_chosen_in_so_many_words(public: bool, private: str | None, value: str) -> None:
    assert chosen_privacy(public, private) == value


@pytest.mark.parametrize(("public", "private"), [(False, None), (True, "3_months")])
def test_privacy_is_never_left_to_the_site(public: bool, private: str | None) -> None:
    with pytest.raises(BadInput, match="private for three months"):
        chosen_privacy(public, private)


def test_the_kit_holds_everything_to_the_byte(office: Office, tmp_path: Path) -> None:
    intent = office.approve_batch("6_months")
    assert intent is not None
    bodies = [get_authority(office.database, each) for each in intent.details["authorities"]]
    page = write_kit(tmp_path / "kit", office.campaign.site, intent, bodies)
    shown = BeautifulSoup(page.read_bytes(), "html.parser")
    title, letter = shown.select("textarea")
    assert title.get_text() == intent.title
    assert letter.get_text().removeprefix("\n") == intent.body
    assert [a.get_text() for a in shown.select("ol ol a")] == [b.name for b in bodies]
    assert "6 Months" in shown.get_text()
    assert "Send 6 requests" in shown.get_text()
    assert (tmp_path / "kit/letter.txt").read_text("utf-8") == f"{intent.body}\n"
    with (tmp_path / "kit/authorities.csv").open(encoding="utf-8") as file:
        assert [row["name"] for row in csv.DictReader(file)] == [b.name for b in bodies]


def test_hostile_names_stay_text_in_the_kit(office: Office, tmp_path: Path) -> None:
    intent = office.approve_batch()
    assert intent is not None
    bad = dataclasses.replace(
        recipients(office.database, office.campaign.id)[0], name='<script>x</script>"&'
    )
    page = write_kit(tmp_path / "kit", office.campaign.site, intent, [bad])
    assert "<script>" not in page.read_text("utf-8")


def test_a_batch_pasted_by_hand_is_recognised_by_its_address(
    office: Office, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(
        cli, ["send", "--channel", "batch", "--public", "--kit", "kit", "--yes"]
    )
    assert done.exit_code == 0, done.output
    assert (tmp_path / "kit/index.html").exists()
    [intent] = intents(office.database, office.campaign.id)
    site = office.server.site
    user = next(u for u in site.users if u.email == PRO[1])
    # The person left one out, by mistake.
    bodies = [b for b in site.bodies if "police" in b.tags and b.requestable][:5]
    site.start_batch(user, intent.title, intent.body, bodies, "")
    address = f"{office.server.base}/info_request_batch/1"
    early = CliRunner().invoke(cli, ["link", address])
    assert "not sent this batch yet" in early.output
    assert [i.state for i in intents(office.database, office.campaign.id)] == ["approved"]
    site.step(hours=1)
    late = CliRunner().invoke(cli, ["link", address])
    assert late.exit_code == 0, late.output
    assert "5 requests linked" in late.output
    assert "out of the batch" in late.output
    assert [i.state for i in intents(office.database, office.campaign.id)] == ["sent"]
    assert len(office.approve()) == 1


def test_more_than_the_site_takes_in_a_batch_is_refused(office: Office) -> None:
    from campaign.state.authorities import AuthorityRow, add_recipients, save_authorities

    now = iso(office.now())
    rows = [AuthorityRow(f"body_{n}", f"Body {n}") for n in range(MOST)]
    save_authorities(office.database, office.campaign.site, rows, now)
    ids = [row[0] for row in office.database.conn.execute("SELECT id FROM authorities")]
    add_recipients(office.database, office.campaign.id, ids, now)
    with pytest.raises(BadInput, match="A batch takes 500"):
        prepare_batch(office.database, office.campaign, office.template)


# Who may let the tool send


def test_only_a_whole_approval_counts(tmp_path: Path) -> None:
    path = tmp_path / "campaign.toml"
    for text, good in (
        ("", False),
        ('automation = "yes please"\n', False),
        ('automation = "approved"\napproved_by = "Team"\napproved_on = 2026-07-01\n', True),
    ):
        path.write_text(text)
        config = read_config(path)
        if good:
            require_approval(config, "https://wdtk.example", practice=False)
        else:
            with pytest.raises(NotApproved, match="no scripts or unapproved automation"):
                require_approval(config, "https://wdtk.example", practice=False)
    for text in ('automation = "approved"\n', 'automation = "approved"\napproved_by = "T"\n'):
        path.write_text(text)
        with pytest.raises(BadInput, match="not by whom and when"):
            read_config(path)
    require_approval(Config(), "http://127.0.0.1:1", practice=True)


@pytest.mark.parametrize("key", ["password", "email", "token"])
def test_a_secret_in_the_project_is_refused_and_not_repeated(tmp_path: Path, key: str) -> None:
    path = tmp_path / "campaign.toml"
    path.write_text(f'{key} = "hunter-two"\n')
    with pytest.raises(BadInput) as caught:
        read_config(path)
    assert "hunter" not in caught.value.happened + caught.value.remedy
