"""One sentence for each refusal of the database: what is wrong, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """``message`` says what is wrong, ``hint`` how to mend it, ``field`` where; a trigger words its own message."""

    message: str
    hint: str
    field: str = ""
    is_trigger: bool = False


def _trigger(hint: str, field: str = "") -> Sentence:
    return Sentence("", hint, field, is_trigger=True)


def _in_own_words(*constraints: tuple[str, str]) -> dict[str, Sentence]:
    """For (table, field): our own sentences hold no contested word."""
    return {
        f"{table}_{field}_own_words": Sentence(
            "A word that is contested stands here as our own.",
            "Say it without the word, or quote whose word it is between “ and ”.",
            field,
        )
        for table, field in constraints
    }


SENTENCES: dict[str, Sentence] = {
    # --- refusals of triggers: they carry their own numbers
    "lost_update": _trigger("Compare both versions and save again what you still want to change."),
    "needs_citation": _trigger("Cite the text that proves it, then publish.", "citations"),
    "last_citation": _trigger("Retract the record or cite another text first.", "citations"),
    "verbatim": _trigger("Mark the words again in the captured text.", "exact"),
    "snapshot_immutable": _trigger("Capture the address again instead."),
    "history_append_only": _trigger("Make a new change that says what is right."),
    "citation_own_capture": _trigger("Choose a capture of the article that is cited.", "snapshot"),
    "derivation_cycle": _trigger(
        "Look which of them was first; only the later rests on the earlier.", "source"
    ),
    "organization_cycle": _trigger("Choose a body above it.", "parent"),
    "jurisdiction_cycle": _trigger("Choose the jurisdiction it lies in.", "parent"),
    "position_never_rewritten": _trigger(
        "Correct it: the old row is closed and a new one recorded.", "value"
    ),
    # --- places and people
    "jurisdiction_ocd_id_form": Sentence(
        "This is not an Open Civic Data division id of the United States.",
        "Write it as ocd-division/country:us/state:il/place:chicago.",
        "ocd_id",
    ),
    "jurisdiction_geoid_form": Sentence(
        "A Census GEOID has 2, 5, 7 or 10 digits.", "Leave it blank where the Census gives none.", "geoid"
    ),
    "jurisdiction_state_form": Sentence(
        "The state must be its two-letter postal code.", "Write IL, not Illinois.", "state_code"
    ),
    "jurisdiction_not_own_parent": Sentence(
        "A jurisdiction cannot lie inside itself.", "Choose the one it lies in.", "parent"
    ),
    "jurisdiction_alias_once": Sentence(
        "This jurisdiction has that other name already.", "Nothing needs to be added.", "name"
    ),
    "organization_name_once": Sentence(
        "A body of this name, part of the same body, is recorded already.", "Use that one.", "name"
    ),
    "official_bioguide_once": Sentence(
        "Another official has this Bioguide id.", "Use that record, or merge the two.", "bioguide_id"
    ),
    "official_wikidata_once": Sentence(
        "Another official has this Wikidata item.", "Use that record, or merge the two.", "wikidata_id"
    ),
    "official_wikidata_form": Sentence(
        "A Wikidata item is Q and digits.", "Write Q42, or leave it blank.", "wikidata_id"
    ),
    "tenure_not_empty": Sentence(
        "The term ends before it begins, or lasts no day.", "The last day is not part of the range.", "during"
    ),
    "tenure_has_body": Sentence(
        "An office belongs to a body or a jurisdiction.", "Name one of them.", "organization"
    ),
    "tenure_no_overlap": Sentence(
        "This official already holds this post on some of these days.",
        "Change the dates of one term.",
        "during",
    ),
    # --- texts
    "outlet_domain_form": Sentence(
        "This is not a domain name.", "Write example.com, in lower case, without http://.", "domain"
    ),
    "outlet_home_state_form": Sentence(
        "The state must be its two-letter postal code.", "Write PA, or leave it blank.", "home_state"
    ),
    "article_url_http": Sentence("The address must begin with http:// or https://.", "Copy it whole.", "url"),
    "article_has_headline": Sentence(
        "The article has no headline.", "Give its title as printed.", "headline"
    ),
    "snapshot_hash_of_text": Sentence("The hash is not that of the captured text.", "Capture it again."),
    "snapshot_length_of_text": Sentence("The length is not that of the captured text.", "Capture it again."),
    "snapshot_raw_hash_form": Sentence("The bytes have no SHA-256 hash.", "Capture it again."),
    "snapshot_of_article_or_absence": Sentence(
        "A capture is of a text, or says that there was none at an address.",
        "Say which text it is of.",
        "article",
    ),
    "derivation_not_self": Sentence("A text cannot rest on itself.", "Choose the other text.", "source"),
    "derivation_once": Sentence("This is recorded already.", "Nothing needs to be added.", "source"),
    "article_place_once": Sentence(
        "The article is tied to this jurisdiction already.", "Nothing needs to be added.", "jurisdiction"
    ),
    # --- what was said
    "utterance_has_speaker": Sentence(
        "Nobody is named as the speaker.",
        "Choose the official or body, or write how the speaker is printed.",
        "speaker_label",
    ),
    "utterance_office_has_holder": Sentence(
        "An office is given but no official.", "Choose the official who held it.", "official"
    ),
    "quotation_span_forward": Sentence(
        "The quotation ends before it begins.", "Mark the words again.", "end"
    ),
    "quotation_once": Sentence(
        "These words of this capture are recorded already.", "Open that quotation instead.", "start"
    ),
    "quotation_place_once": Sentence(
        "The quotation is tied to this jurisdiction already.", "Nothing needs to be added.", "jurisdiction"
    ),
    # --- figures
    "figure_low_not_above_high": Sentence(
        "The lower end of the value is above the upper end.", "Exchange them.", "value_low"
    ),
    "figure_span_whole": Sentence(
        "The passage of the figure is given in part.",
        "Give capture, first and last character and the words, or none of them.",
        "exact",
    ),
    "figure_has_claimant": Sentence(
        "Nobody is named as claiming the figure.",
        "Choose the official or body, or write how the claimant is printed.",
        "speaker_label",
    ),
    "figure_span_once": Sentence(
        "This number of this capture is recorded already.", "Open that figure instead.", "start"
    ),
    # --- lists, laws, positions
    "codebook_value_once": Sentence(
        "The codebook has this value already.", "Change its label instead.", "value"
    ),
    "position_value_in_codebook": Sentence(
        "The codebook has no such value for this dimension.", "Choose one of its values.", "value"
    ),
    "position_valid_not_empty": Sentence(
        "The position ends before it begins.", "The last day is not part of the range.", "valid"
    ),
    "position_recorded_not_empty": Sentence(
        "The position would be closed in the moment it was recorded.",
        "Correct it in a later step.",
        "recorded",
    ),
    "position_one_voice": Sentence(
        "This body already holds a position on this question for some of these days.",
        "Correct or end that position first; other bodies may disagree freely.",
        "valid",
    ),
    "list_edition_once": Sentence(
        "This edition of the maker's list is recorded already.", "Open that edition.", "title"
    ),
    "list_edition_withdrawn_after": Sentence(
        "The list would be withdrawn before it was published.", "Check both days.", "withdrawn_on"
    ),
    "list_edition_withdrawal_sourced": Sentence(
        "The withdrawal has no source.", "Choose the text that says so.", "withdrawal_source"
    ),
    "listing_line_once": Sentence("The edition has this line already.", "Number the lines from 1.", "line"),
    "listing_jurisdiction_once": Sentence(
        "The edition lists this jurisdiction already.", "Check which line means it.", "jurisdiction"
    ),
    "listing_matched_has_jurisdiction": Sentence(
        "A matched line names its jurisdiction, and only a matched line does.",
        "Choose the jurisdiction, or take back the match.",
        "jurisdiction",
    ),
    "listing_retraction_sourced": Sentence(
        "The retraction has no source.",
        "Choose the text in which the maker took it back.",
        "retraction_source",
    ),
    "name_decision_once": Sentence(
        "What this name means on this maker's lists is decided already.",
        "Change that decision.",
        "as_printed",
    ),
    "instrument_has_title": Sentence("The instrument has no title.", "Give it as printed.", "title"),
    "instrument_place_once": Sentence(
        "The instrument is tied to this jurisdiction already.", "Nothing needs to be added.", "jurisdiction"
    ),
    "instrument_event_once": Sentence(
        "This step on this day is recorded already.", "Nothing needs to be added.", "happened_on"
    ),
    # --- announcements
    "announcement_has_title": Sentence("The announcement has no title.", "Give it as printed.", "title"),
    "target_exactly_one": Sentence(
        "A target is either one jurisdiction or a class as printed.",
        "Give exactly one of the two.",
        "jurisdiction",
    ),
    "target_once": Sentence("This target is recorded already.", "Nothing needs to be added.", "jurisdiction"),
    "announcement_event_sourced": Sentence(
        "The step has no source.",
        "Choose the text that says so; only “no evidence found” goes without, and says what was searched.",
        "source",
    ),
    "announcement_event_once": Sentence(
        "This step is recorded already.", "Nothing needs to be added.", "happened_on"
    ),
    # --- proof
    "citation_one_target": Sentence(
        "A citation proves exactly one record.", "Choose one; add another citation for another record."
    ),
    "citation_span_whole": Sentence(
        "The passage of the citation is given in part.",
        "Give capture, first and last character and the words, or none of them.",
        "exact",
    ),
    # --- review
    "submission_address_or_file": Sentence(
        "A submission is an address or a file, not both.", "Give one of the two.", "url_as_given"
    ),
    "submission_failure_explained": Sentence("A failure needs its reason.", "Say why.", "reason"),
    "proposal_once": Sentence("This is proposed already.", "Nothing needs to be added."),
    "proposal_span_forward": Sentence("The evidence ends before it begins.", "Mark the words again.", "end"),
    "proposal_confidence_range": Sentence("Confidence is from 0 to 1.", "Give a probability.", "confidence"),
    "proposal_decided_by_somebody": Sentence(
        "A decision needs somebody who made it.", "Sign in.", "decided_by"
    ),
    "correction_request_answered_in_words": Sentence(
        "The objection is closed without an answer.", "Answer it in words.", "answer"
    ),
    "redirect_once": Sentence("This address is forwarded already.", "Change that forwarding.", "old_slug"),
    "redirect_not_self": Sentence("An address cannot forward to itself.", "Choose another.", "new_slug"),
    "notice_check_once": Sentence(
        "This record was looked at already for this notice.", "Look at the next one, or mend what was found."
    ),
    "not_same_once": Sentence("These two were found to differ already.", "Nothing needs to be added."),
    "not_same_ordered": Sentence("The smaller id of the two comes first.", "Exchange them.", "first_id"),
    # --- background work
    "job_progress_percent": Sentence("Progress is from 0 to 100 percent.", "Give a percentage.", "progress"),
    "job_running_has_lease": Sentence("A running job has a lease.", "Queue it again.", "lease_until"),
    "job_failure_explained": Sentence("A failed job needs its reason.", "Say why.", "error"),
    "job_unfinished_once": Sentence(
        "The same job is waiting or running already.", "Wait for it to end.", "key"
    ),
    "watch_interval_polite": Sentence(
        "A site is looked at every 5 minutes at most.", "Give 5 or more.", "interval_minutes"
    ),
    "watch_url_http": Sentence("The address must begin with http:// or https://.", "Copy it whole.", "url"),
    # --- our own words
    **_in_own_words(
        ("announcement", "detail"),
        ("target", "detail"),
        ("announcement_event", "detail"),
        ("announcement_event", "searched"),
        ("list_edition", "criteria"),
        ("instrument_event", "detail"),
        ("utterance", "occasion"),
        ("correction_request", "answer"),
        ("correction", "summary"),
        ("source_notice", "detail"),
    ),
}
"""By constraint name, or by the CONSTRAINT that a trigger names."""

UNIQUE_COLUMNS = {
    "slug": "address",
    "url": "address",
    "ocd": "division id",
    "ocd_id": "division id",
    "domain": "domain",
    "host": "host",
    "supersedes": "edition as the one it replaces",
}
"""How a unique column is called in a sentence."""
