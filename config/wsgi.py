"""The web application as a WSGI server sees it."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()


def settle() -> None:
    """Take what never goes away – code, settings, addresses – out of the garbage collector's sight.

    It would walk through it every few dozen pages, which then take 0.1 s longer than all others.
    """
    from django.urls import get_resolver

    # The addresses bring in every page and the whole admin.
    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


settle()
