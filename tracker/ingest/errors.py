"""What can go wrong between an address or a file and its text.

Every error carries a plain sentence for the curator who submitted it, the address it is about, and
whether trying again later can help. Nothing in ``tracker.ingest`` raises anything else for bad input.
"""

from __future__ import annotations


class IngestError(Exception):
    """A capture, a file or a page could not be taken in.

    ``message`` is a sentence for a curator; ``url`` is the address it is about or blank; ``permanent``
    is False when the same input may succeed later; ``field`` names the column or field at fault or
    is blank.
    """

    is_permanent = True

    def __init__(
        self, message: str, *, url: str = "", permanent: bool | None = None, field: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.url = url
        self.permanent = self.is_permanent if permanent is None else permanent
        self.field = field


class AddressRefused(IngestError):
    """The address is malformed, or points where nothing is ever fetched."""


class RobotsRefused(IngestError):
    """The site's robots.txt asks programs like this one not to fetch the address."""


class RedirectLoop(IngestError):
    """The address forwards in a circle, or too many times."""


class TooLarge(IngestError):
    """The input, or what it unpacks to, is over a stated limit."""


class TooSlow(IngestError):
    """The whole answer did not arrive within the time allowed."""

    is_permanent = False


class Unreachable(IngestError):
    """No usable connection: unknown name, refused or broken connection, bad certificate."""

    is_permanent = False


class BadStatus(IngestError):
    """The site answered with an error that is not the absence of the page.

    ``status`` is the HTTP status; ``retry_after_s`` is how long the site asks us to wait, or 0.
    """

    def __init__(
        self,
        message: str,
        *,
        url: str = "",
        permanent: bool | None = None,
        status: int = 0,
        retry_after_s: float = 0,
    ) -> None:
        super().__init__(message, url=url, permanent=permanent)
        self.status = status
        self.retry_after_s = retry_after_s


class NotText(IngestError):
    """The input is of a kind no text can be read from: an image, an archive, a program."""


class Unreadable(IngestError):
    """The input claims to be of a known kind but cannot be read as such."""


class NoText(IngestError):
    """The input is well formed and holds no article text."""


class BadTable(IngestError):
    """A spreadsheet cannot be used; ``row`` counts from 1 with the header, 0 when none is at fault."""

    def __init__(self, message: str, *, field: str = "", row: int = 0) -> None:
        super().__init__(message, field=field)
        self.row = row
