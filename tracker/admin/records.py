"""The public kinds in the admin: what is extra beside their declarations."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tracker.actions.kinds import CITED_AS
from tracker.admin.announcing import Noticed
from tracker.admin.base import RecordAdmin, RowInline
from tracker.admin.correcting import PositionCorrecting
from tracker.admin.forms import CitationForm
from tracker.admin.merging import Merging
from tracker.models import (
    Announcement,
    AnnouncementEvent,
    Article,
    ArticleJurisdiction,
    Citation,
    Derivation,
    Figure,
    Instrument,
    InstrumentEvent,
    InstrumentJurisdiction,
    Jurisdiction,
    JurisdictionAlias,
    ListEdition,
    Official,
    Organization,
    Outlet,
    Position,
    Quotation,
    QuotationJurisdiction,
    Target,
    Tenure,
)


class CitationInline(RowInline):
    """The sources of a record."""

    model = Citation
    form = CitationForm
    fields = (("article", "snapshot"), "exact", ("locator", "stance"), "note")
    verbose_name = "source"
    verbose_name_plural = "sources"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        # A new record is public only with a source: the first empty row is already open.
        self.extra = 1 if obj is None else 0
        return super().get_formset(request, obj, **kwargs)


class TenureInline(RowInline):
    model = Tenure
    fk_name = "official"


class AliasInline(RowInline):
    model = JurisdictionAlias


class InstrumentEventInline(RowInline):
    model = InstrumentEvent


class InstrumentPlaceInline(RowInline):
    model = InstrumentJurisdiction


class QuotationPlaceInline(RowInline):
    model = QuotationJurisdiction


class ArticlePlaceInline(RowInline):
    model = ArticleJurisdiction


class TargetInline(RowInline):
    model = Target


class AnnouncementEventInline(RowInline):
    model = AnnouncementEvent


class DerivationInline(RowInline):
    model = Derivation
    fk_name = "article"
    verbose_name = "text it rests on"
    verbose_name_plural = "texts it rests on"


class CitedAdmin(RecordAdmin):
    """A kind that needs a source to be public."""

    rows: tuple[type[RowInline], ...] = ()

    def get_inlines(self, request: HttpRequest, obj: Any) -> list[type[RowInline]]:
        cited = [CitationInline] if self.model in CITED_AS else []
        return [*cited, *self.rows]


@admin.register(Article)
class ArticleAdmin(Noticed, Merging, RecordAdmin):
    list_filter = ("kind", "published_precision")
    search_fields = ("headline", "url", "slug")
    date_hierarchy = "published_on"
    prepopulated_fields = {"slug": ("headline",)}
    inlines = (DerivationInline, ArticlePlaceInline)


@admin.register(Outlet)
class OutletAdmin(Merging, RecordAdmin):
    search_fields = ("name", "domain")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Organization)
class OrganizationAdmin(Merging, CitedAdmin):
    list_filter = ("kind",)
    search_fields = ("name", "short_name", "slug")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Official)
class OfficialAdmin(Merging, CitedAdmin):
    search_fields = ("name", "sort_name", "aliases")
    prepopulated_fields = {"slug": ("name",)}
    rows = (TenureInline,)


@admin.register(Jurisdiction)
class JurisdictionAdmin(Merging, CitedAdmin):
    list_filter = ("kind", "state_code")
    search_fields = ("name", "full_name", "slug", "geoid")
    prepopulated_fields = {"slug": ("name", "state_code")}
    rows = (AliasInline,)


@admin.register(Quotation)
class QuotationAdmin(CitedAdmin):
    list_filter = ("form",)
    search_fields = ("exact", "slug")
    rows = (QuotationPlaceInline,)


@admin.register(ListEdition)
class ListEditionAdmin(Noticed, CitedAdmin):
    list_filter = ("maker",)
    search_fields = ("title", "slug", "maker__name")
    date_hierarchy = "published_on"
    prepopulated_fields = {"slug": ("title",)}

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        obj.was_withdrawn_now = (
            change and "withdrawn_on" in form.changed_data and obj.withdrawn_on is not None
        )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """A list just withdrawn leads to the notice: what rests on it waits to be looked at."""
        if obj.was_withdrawn_now and obj.published_at is not None:
            self.message_user(request, "Saved. Now say so beside everything that rests on this list.")
            return HttpResponseRedirect(reverse("admin:tracker_listedition_notice", args=[obj.pk]))
        return super().response_change(request, obj)


@admin.register(Instrument)
class InstrumentAdmin(CitedAdmin):
    list_filter = ("kind", "direction")
    search_fields = ("title", "citation_text", "slug")
    prepopulated_fields = {"slug": ("title",)}
    rows = (InstrumentPlaceInline, InstrumentEventInline)


@admin.register(Position)
class PositionAdmin(PositionCorrecting, CitedAdmin):
    list_filter = ("dimension", "codebook")
    search_fields = ("jurisdiction__name", "body__name", "stated_as", "slug")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What was published is closed and recorded anew by the correction form, never typed over."""
        fixed = super().get_readonly_fields(request, obj)
        if obj is None or obj.published_at is None:
            return tuple(fixed)
        facts = ("body", "jurisdiction", "dimension", "value", "codebook", "stated_as", "valid")
        return (*fixed, *facts, "start_precision", "end_precision")


@admin.register(Announcement)
class AnnouncementAdmin(CitedAdmin):
    list_filter = ("kind",)
    search_fields = ("title", "slug")
    date_hierarchy = "announced_on"
    prepopulated_fields = {"slug": ("title",)}
    rows = (TargetInline, AnnouncementEventInline)


@admin.register(Figure)
class FigureAdmin(Noticed, CitedAdmin):
    list_filter = ("unit", "is_official_series")
    search_fields = ("metric", "exact", "slug", "measure")
