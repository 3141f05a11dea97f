"""Make an account that curates and publishes, with a random password shown once."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

GROUPS = ("curator", "editor", "administrator")


class Command(BaseCommand):
    """Prints the name and the password; nothing else keeps the password."""

    help = "Makes an account that curates and publishes, and prints its random password once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", default="curator", help="User name (default: curator).")
        parser.add_argument(
            "--groups",
            nargs="+",
            choices=GROUPS,
            default=["curator", "editor"],
            help="What the account may do.",
        )
        parser.add_argument(
            "--unless-any", action="store_true", help="Do nothing when an account exists already."
        )

    def handle(self, *args: Any, name: str, groups: list[str], unless_any: bool, **options: Any) -> None:
        accounts = get_user_model().objects
        if unless_any and accounts.exists():
            return
        password = secrets.token_urlsafe(15)
        with transaction.atomic():
            if accounts.filter(username=name).exists():
                raise CommandError(f"An account named {name} exists already.")
            account = accounts.create_user(name, password=password, is_staff=True)
            account.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
        self.stdout.write(f"Account made: {name}, password {password} (shown only this once).")
