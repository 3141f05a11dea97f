"""Three roles: a curator proposes and edits drafts, an editor publishes, an administrator keeps accounts."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser

from tracker.actions.errors import NotAllowed

CURATOR = "curator"
EDITOR = "editor"
ADMINISTRATOR = "administrator"
ROLES = (CURATOR, EDITOR, ADMINISTRATOR)
"""Names of the groups. Their admin permissions are kept by the admin; actions look at the group alone."""


def require_editor(user: AbstractUser, doing: str) -> None:
    """Raises NotAllowed unless ``user`` is an editor. ``doing`` completes "Only an editor may …"."""
    if not has_role(user, EDITOR):
        raise NotAllowed(f"Only an editor may {doing}.", hint="Ask an editor to do it.")


def require_curator(user: AbstractUser, doing: str) -> None:
    """Raises NotAllowed unless ``user`` is a curator or an editor."""
    if not has_role(user, CURATOR, EDITOR):
        raise NotAllowed(f"Only a curator may {doing}.", hint="Ask an administrator for the role.")


def role_of(user: AbstractUser) -> str:
    """The highest of the user's roles, as the public history shows it; blank for none."""
    if user.is_superuser:
        return ADMINISTRATOR
    held = _groups(user)
    return next((role for role in (ADMINISTRATOR, EDITOR, CURATOR) if role in held), "")


def has_role(user: AbstractUser, *roles: str) -> bool:
    """Whether ``user`` is in one of the groups, or may do everything."""
    return bool(user.is_superuser or _groups(user).intersection(roles))


def _groups(user: AbstractUser) -> frozenset[str]:
    """Names of the user's groups, read once per user object: a bulk act asks for each record."""
    known: frozenset[str] | None = getattr(user, "_tracker_groups", None)
    if known is None:
        known = frozenset(user.groups.values_list("name", flat=True))
        user._tracker_groups = known  # type: ignore[attr-defined]
    return known
