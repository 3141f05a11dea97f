"""The one Django app of the tracker."""

from django.apps import AppConfig


class TrackerConfig(AppConfig):
    """Loads models and system checks; no signals."""

    name = "tracker"
    verbose_name = "Tracker"

    def ready(self) -> None:
        """Registers the system checks."""
        from tracker import checks  # noqa: F401
