"""The portal's addresses and one more: a view that does nothing, to see what Django alone takes."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from services.access.gate import open_to_all


@open_to_all
def bare(request: HttpRequest) -> HttpResponse:
    """Two words, no template, no lookup."""
    return HttpResponse("Nothing here.")


urlpatterns = [path("bare/", bare), path("", include("collab_portal.urls"))]

handler404 = "services.access.errors.not_found"
