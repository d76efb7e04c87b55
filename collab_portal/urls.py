"""Where every address begins. Each view behind these declares its rule."""

from django.urls import include, path

urlpatterns = [
    path("", include("services.urls")),
    path("", include("initiatives.urls")),
]

handler400 = "services.access.errors.bad_request"
handler403 = "services.access.errors.refused"
handler404 = "services.access.errors.not_found"
handler500 = "services.access.errors.broken"
handler429 = "services.access.errors.too_many"
