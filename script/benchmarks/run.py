"""Makes the corpus once, runs the benchmarks, prints the report; exit code 1 when a goal is not reached."""

from __future__ import annotations

import argparse
import importlib
import logging
import os
import sys

NAMES = ("export", "pages", "search", "extraction", "compare", "clocks", "start")
WITHOUT_CORPUS = {"extraction", "start"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}; all when none is named"
    )
    parser.add_argument(
        "--articles", type=int, default=100_000, help="articles of the corpus; three quotations each"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    logging.disable(logging.CRITICAL)
    from django.core.management import call_command

    from tracker.models import Article, Quotation

    names = options.names or NAMES
    if set(names) - WITHOUT_CORPUS:
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        if not Article.objects.exists():
            call_command("make_corpus", articles=options.articles, seed=options.seed)
        print(f"{Article.objects.count():,} articles, {Quotation.objects.count():,} quotations")
    print(f"{os.cpu_count()} cores")
    # As web processes do once they are ready, so that pages measured in this one fare alike.
    from config.wsgi import settle

    settle()
    is_met = True
    for name in names:
        print(f"\n{name}", flush=True)
        for line in importlib.import_module(f"script.benchmarks.{name}").run(rounds=options.rounds):
            print(line, flush=True)
            is_met = is_met and line.is_met
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
