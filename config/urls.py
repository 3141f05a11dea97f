"""Addresses: the admin and the public surfaces."""

from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
handler500 = "config.unavailable.server_error"
