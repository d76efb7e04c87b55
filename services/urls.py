"""Every address of the rooms that know who."""

from django.urls import include, path

from services.directory.urls import holidays, organisations
from services.letters.urls import addresses

urlpatterns = [
    path("", include("services.front.urls")),
    path("", include("services.people.urls")),
    path("organisations/", include(organisations)),
    path("manage/bank-holidays/", include(holidays)),
    path("letters/addresses/", include(addresses)),
    path("manage/health/", include("services.watch.urls")),
    path("messages/", include("services.letters.urls")),
]
