"""Every address of the rooms that know what."""

from django.urls import include, path

urlpatterns = [
    path("", include("initiatives.meetings.urls")),
    path("", include("initiatives.agreements.urls")),
    path("", include("initiatives.benefits.urls")),
    path("", include("initiatives.costs.urls")),
    path("", include("initiatives.evaluations.urls")),
    path("initiatives/", include("initiatives.register.urls")),
    path("", include("initiatives.dashboards.urls")),
    path("", include("initiatives.past.urls")),
    path("exports/", include("initiatives.exports.urls")),
    path("", include("initiatives.reviews.urls")),
    path("cycles/", include("initiatives.cycles.urls")),
    path("", include("initiatives.reminders.urls")),
    path("demonstration/", include("initiatives.demonstrations.urls")),
]
