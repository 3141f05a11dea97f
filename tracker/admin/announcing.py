"""Marking a text, a capture, a list or a figure as corrected or withdrawn: what rests on it waits to be looked at."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminDateWidget, AutocompleteSelect
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from tracker.actions import noticing
from tracker.actions.errors import Refused
from tracker.actions.permissions import EDITOR, has_role
from tracker.admin.forms import CALENDAR
from tracker.models import Article, NoticeKind, SourceNotice


class NoticeForm(forms.Form):
    """What happened to the source, for readers of all that rests on it."""

    article = forms.ModelChoiceField(
        Article.objects.none(), label="Text concerned", help_text="The text it was printed in."
    )
    kind = forms.ChoiceField(choices=NoticeKind.choices, label="What happened to it")
    noticed_on = forms.DateField(
        label="Day", widget=AdminDateWidget, help_text="When it happened, or was found."
    )
    detail = forms.CharField(
        max_length=400,
        label="In neutral words",
        widget=forms.Textarea({"rows": 2, "class": "vLargeTextField"}),
        help_text="What happened. Readers see it beside everything that rests on the source.",
    )
    source = forms.ModelChoiceField(
        Article.objects.all(), required=False, label="Text that says so", help_text="If another does."
    )
    is_public = forms.BooleanField(
        required=False, initial=True, label="Shown to readers", help_text="Unticked: kept to curators."
    )

    def __init__(self, *args: Any, printed_in: list[Article], site: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts: Any = self.fields["article"]
        texts.queryset = Article.objects.filter(pk__in=[article.pk for article in printed_in])
        if len(printed_in) == 1:
            texts.initial = printed_in[0]
            texts.empty_label = None
        source: Any = self.fields["source"]
        source.widget = AutocompleteSelect(SourceNotice._meta.get_field("source"), site)
        source.widget.choices = source.choices


class Noticed:
    """Gives the admin of what can be found corrected or withdrawn the page that says so."""

    def get_urls(self) -> list[URLPattern]:
        name = f"tracker_{self.opts.model_name}_notice"  # type: ignore[attr-defined]
        view = self.admin_site.admin_view(self.notice_view)  # type: ignore[attr-defined]
        return [path("<int:pk>/notice/", view, name=name), *super().get_urls()]  # type: ignore[misc]

    def notice_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form; sent, it leads to what rests on the source."""
        if not has_role(request.user, EDITOR):
            raise PermissionDenied
        about = self.get_object(request, str(pk))  # type: ignore[attr-defined]
        if about is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, str(pk))  # type: ignore[attr-defined]
        typed = request.POST if request.method == "POST" else None
        form = NoticeForm(
            typed,
            printed_in=noticing.printed_in(about),
            site=self.admin_site,  # type: ignore[attr-defined]
            initial=noticing.first_words(about),
        )
        if request.method == "POST" and form.is_valid():
            try:
                notice = noticing.announce(about, by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                self.message_user(request, "Noted. This rests on it and waits to be looked at.")  # type: ignore[attr-defined]
                return HttpResponseRedirect(reverse("admin:notice", args=[notice.pk]))
        opts = self.opts  # type: ignore[attr-defined]
        return TemplateResponse(
            request,
            "admin/tracker/notice_form.html",
            {
                **self.admin_site.each_context(request),  # type: ignore[attr-defined]
                "title": f"Mark “{about}” as corrected or withdrawn",
                "opts": opts,
                "about": about,
                "form": form,
                "back": reverse(f"admin:tracker_{opts.model_name}_change", args=[about.pk]),
                "media": CALENDAR + self.media + form.media,  # type: ignore[attr-defined]
            },
            status=409 if form.errors else 200,
        )
