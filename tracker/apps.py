"""The one Django app of the tracker."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class TrackerConfig(AppConfig):
    """Loads models and system checks; no signals."""

    name = "tracker"
    verbose_name = "Tracker"

    def ready(self) -> None:
        """Registers the system checks."""
        from tracker import checks  # noqa: F401


class TrackerAdminConfig(AdminConfig):
    """The stock admin with our site: what waits on the index, the review screen, adding from an address."""

    default_site = "tracker.admin.site.TrackerAdminSite"

    def ready(self) -> None:
        """Registers our admins once the site stands: the site's own package cannot, while it is being made."""
        super().ready()
        from tracker.admin import accounts, records, rows  # noqa: F401
