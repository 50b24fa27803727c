"""What an answer of the site means for a letter: pure."""

from __future__ import annotations

from campaign.alaveteli.pages.compose import (
    AlreadySent,
    AlreadySentBatch,
    Banned,
    BatchCreated,
    Broken,
    Composed,
    MissingContact,
    NotAllowed,
    NotFound,
    NotRequestable,
    PleaseDescribe,
    RateLimited,
    SentTo,
    SignInNeeded,
)
from campaign.alaveteli.pages.compose import Refused as SiteRefused
from campaign.alaveteli.pages.form import Form
from campaign.alaveteli.urls import Site
from campaign.errors import CampaignError
from campaign.outbox.results import Later, Lost, Refused, Result, Sent

NOT_KEPT = Later(
    "The site ends our session again and again.",
    "Sign in with your browser to see whether the account works, then run this again.",
)


class SignedOut(CampaignError):
    """The site seems not to know us: the session has ended, or never began.

    `otherwise` is what it means if signing in afresh does not help.
    """

    def __init__(self, otherwise: Result = NOT_KEPT) -> None:
        super().__init__("The site wants somebody to sign in.")
        self.otherwise = otherwise


def set_up(form: Form) -> None:
    """SignedOut for a form that the site shows to nobody in particular.

    Signed out its token is empty (SITE.md section 1); to send such a form would leave an action
    waiting at the site.
    """
    if not form.value("authenticity_token"):
        raise SignedOut()


def meaning(answer: Composed, site: Site, *, sending: bool = False) -> Result:
    """What an answer that is no step forward means; `sending` at the last step of a letter.

    Raises SignedOut where the site wants somebody to sign in first: nothing was sent.
    """
    match answer:
        case SentTo(url_title=url_title) | AlreadySent(url_title=url_title):
            return Sent(site.request(url_title))
        case BatchCreated(batch_id=batch_id) | AlreadySentBatch(batch_id=batch_id):
            return Sent(site.batch(batch_id))
        case SignInNeeded():
            raise SignedOut()
        case SiteRefused(errors=errors):
            return Refused(errors or ("the site refuses it and does not say why",))
        case NotRequestable(url_name=url_name):
            return Refused((f"{url_name} cannot be asked any more (closed, or not covered)",))
        case MissingContact():
            return Refused(("the site has no address of this authority",))
        case NotFound():
            return Refused(("the site does not know this address any more",))
        case NotAllowed(said=said):
            return Refused((_short(said),))
        case RateLimited():
            return Later(
                "The site says that this account has made too many requests for now.",
                "Run this again in some hours, or with --wait; limits are not worked around.",
                passing=True,
                limit=True,
            )
        case PleaseDescribe(url_titles=waiting):
            return Later(
                f"The site first wants to know how {len(waiting)} earlier requests stand.",
                "Run `campaign sync`, code the replies, then `campaign classify`.",
            )
        case Banned(said=said):
            return Later(
                f"The site has suspended this account: {_short(said)}",
                "Write to the site's team; the letters stay approved.",
            )
        case Broken(status=status) if sending:
            return Lost(f"the site failed ({status})")
        case Broken(status=status):
            return Later(f"The site failed ({status}).", "Run this again later.", passing=True)
        case _ if sending:
            return Lost("the site led somewhere unexpected")
        case _:
            return Later(
                "The site showed something else than the form.",
                "Look at the same page in your browser; the site may have changed.",
            )


def _short(text: str, longest: int = 300) -> str:
    return text if len(text) <= longest else f"{text[:longest]}..."
