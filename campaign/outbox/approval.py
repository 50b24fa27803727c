"""Whether the tool may submit forms itself: the site's rule, and who has allowed it."""

from __future__ import annotations

from campaign.config import Config
from campaign.errors import CampaignError

HOUSE_RULE = "no scripts or unapproved automation"
"""What WhatDoTheyKnow's house rules say (its page /help/house_rules)."""


class NotApproved(CampaignError):
    """The site has not agreed that the tool submits forms."""

    exit_code = 7


def require_approval(config: Config, site: str, *, practice: bool) -> None:
    """Let pass what the site's operator has approved, and anything on the practice site.

    NotApproved for every other site, with the ways that need no approval.
    """
    if practice or config.automation_approved:
        return
    raise NotApproved(
        f"Nothing was sent: {site} has not agreed to sending by program. WhatDoTheyKnow's house"
        f' rules say: "{HOUSE_RULE}".',
        "Send by hand with `campaign send` (each letter filled in, you press the button), or with"
        " a Pro account by `campaign send --channel batch --kit FOLDER`. If the site's team does"
        " agree, say so in campaign.toml (docs/configuration.md).",
    )
