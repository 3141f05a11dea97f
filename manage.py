#!/usr/bin/env python
"""Run a management command of the tracker."""

import os
import sys


def main() -> None:
    """Configuration errors end in one sentence on standard error instead of a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.embedded import EmbeddedError

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EmbeddedError) as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
