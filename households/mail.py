"""The mail that takes an invitation to the person whom it is for.

It names who invites and holds the link, and no other text that a member can word. Otherwise a
member could send any text to any address through this server.
"""

import logging
from smtplib import SMTPException

from django.core.mail import send_mail

from households.models import Invitation
from users.mailers import sends_mail

_SUBJECT = "An invitation to a shared expense book"
_TEXT = """\
{inviter} invites you to keep a book of expenses together, as {role}.

Sign in to the expense tracker under this e-mail address, {email}, and open

{link}

to see what the invitation is for. {how}

It can be accepted once, until {until:%Y-%m-%d %H:%M} UTC. If you do not know {inviter}, ignore
this mail.
"""
_BY_PAGE = "You can accept it on that page."
_BY_REQUEST = "To accept it, send a POST request to\n\n{link}accept/"
_log = logging.getLogger(__name__)


def send_invitation(invitation: Invitation, link: str, *, by_page: bool = False) -> bool:
    """Send `link` to the invited address; returns whether there is a mail server that took it.

    `by_page` says that the link leads to a page, and not to the API.
    """
    if not sends_mail():
        return False
    text = _TEXT.format(
        inviter=invitation.made_by.get_username(),
        role=f"{'an' if invitation.role == 'editor' else 'a'} {invitation.role}",
        email=invitation.email,
        link=link,
        how=_BY_PAGE if by_page else _BY_REQUEST.format(link=link),
        until=invitation.expires_at,
    )
    try:
        send_mail(_SUBJECT, text, None, [invitation.email])
    except (SMTPException, OSError, UnicodeError):  # the last for a domain that IDNA cannot encode
        # The invitation stands, and its link can go by another way.
        _log.warning("The mail of %s could not be sent.", invitation, exc_info=True)
        return False
    return True
