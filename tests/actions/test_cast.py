"""The cast that other tests stand on."""

import pytest

from tests import cast
from tracker.actions.kinds import KINDS


@pytest.mark.django_db
def test_cast_has_one_public_record_of_every_kind() -> None:
    cast.build()
    missing = [kind for kind, model in KINDS.items() if not model.objects.published().exists()]
    assert missing == []


@pytest.mark.django_db
def test_cast_keeps_drafts_and_open_proposals() -> None:
    world = cast.build()
    assert (world.draft_quotation.state, world.open_proposal.state) == ("draft", "open")
