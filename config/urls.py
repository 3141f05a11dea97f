"""Addresses: the admin and the public surfaces."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [path("admin/", admin.site.urls), path("", include("tracker.surfaces.urls"))]
handler500 = "config.unavailable.server_error"
