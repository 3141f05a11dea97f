"""Fill an empty database with a synthetic corpus, for benchmarks."""

import dataclasses

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.actions.corpus import CorpusRefused, Size, make_corpus


class Command(BaseCommand):
    help = "Fill an empty database with invented articles, quotations, people, places and lists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--articles", type=int, required=True, help="how many articles; three quotations each"
        )
        parser.add_argument("--seed", type=int, default=1, help="the same seed and sizes give the same rows")
        for field in dataclasses.fields(Size):
            if field.name != "articles":
                option = f"--{field.name.replace('_', '-')}"
                parser.add_argument(option, type=int, default=field.default, help=f"default {field.default}")

    def handle(self, **options: object) -> None:
        size = Size(**{field.name: options[field.name] for field in dataclasses.fields(Size)})
        try:
            make_corpus(size, seed=options["seed"], progress=self._report)
        except CorpusRefused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Made {size.articles} articles, {size.articles * size.quotations_per_article} quotations."
        )

    def _report(self, kind: str, count: int) -> None:
        self.stderr.write(f"{kind} {count or ''}".rstrip())
