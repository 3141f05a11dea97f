"""What accepting proposals as they stand would find in the books: whom names mean, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tracker.actions.gazetteer import bundled
from tracker.actions.resolving import organizations_named, speakers_of
from tracker.admin.review_forms import missing_of
from tracker.models import Jurisdiction, Official, Organization, Proposal, ProposalKind, Snapshot, State


@dataclass(frozen=True, slots=True)
class Known:
    """Speakers by id of the proposal, agencies by name as printed, places by GEOID."""

    speakers: dict[int, Official | Organization | None]
    agencies: dict[str, Organization]
    places: dict[str, Jurisdiction]
    public: frozenset[int]
    """Captures whose article is public: what it says is corrected, not accepted."""

    def missing_of(self, proposal: Proposal) -> list[str]:
        """What a person must give first: what the form asks for, or what is not in the books."""
        missing, payload = missing_of(proposal), proposal.payload
        if missing:
            return missing
        if proposal.kind == ProposalKind.ARTICLE and proposal.snapshot_id in self.public:
            return ["a correction on the page of the article, which is public"]
        if proposal.kind == ProposalKind.PLACE and not self.place(payload["geoid"]):
            return ["Jurisdiction in our books"]
        if proposal.kind == ProposalKind.ANNOUNCEMENT and payload["agency"] not in self.agencies:
            return ["Announced by, in our books"]
        return []

    def place(self, geoid: str) -> str:
        """The jurisdiction accepting would name, and whether it records it first; blank if it is not known."""
        if geoid in self.places:
            return str(self.places[geoid])
        division = bundled(geoid)
        return f"{division.full_name}, {division.state} (new in our books)" if division else ""


def known_to(proposals: Sequence[Proposal]) -> Known:
    """Asked for all proposals at once, so that the number of queries does not grow with them."""
    payloads = [one.payload for one in proposals]
    geoids = {payload["geoid"] for payload in payloads if payload.get("geoid")}
    return Known(
        {one.pk: found for one, found in zip(proposals, speakers_of(payloads), strict=True)},
        organizations_named(payload["agency"] for payload in payloads if payload.get("agency")),
        {place.geoid: place for place in Jurisdiction.objects.filter(geoid__in=geoids).order_by("-pk")},
        frozenset(
            Snapshot.objects.filter(
                pk__in={one.snapshot_id for one in proposals}, article__state=State.PUBLISHED
            ).values_list("pk", flat=True)
        ),
    )
