"""Addresses of the reminders."""

from django.urls import path

from initiatives.reminders.views import next_digest, page, table, timeline, why

app_name = "reminders"
urlpatterns = [
    path("initiatives/<str:ref>/reminders/", page.of_initiative, name="of_initiative"),
    path("reminders/rules/", table.every_rule, name="every_rule"),
    path("reminders/rules/<slug:key>/", table.change_rule, name="change_rule"),
    path("reminders/rules/<slug:key>/default/", table.put_back, name="put_back"),
    path("reminders/timeline/", timeline.timeline, name="timeline"),
    path("reminders/timeline/<str:day>/", timeline.day, name="day"),
    path("reminders/why/<int:pk>/", why.why, name="why"),
    path("account/letters/next-digest/", next_digest.next_digest, name="next_digest"),
]
