"""Where review cycles are found."""

from django.urls import path

from initiatives.cycles.views import dates, reading, setting_up

app_name = "cycles"
urlpatterns = [
    path("", reading.cycles, name="cycles"),
    path("new/", setting_up.begin, name="begin"),
    path("dates/<int:pk>/move/", dates.move, name="move"),
    path("dates/<int:pk>/drop/", dates.drop, name="drop"),
    path("<str:ref>/", reading.cycle, name="cycle"),
    path("<str:ref>/history/", reading.history, name="history"),
    path("<str:ref>/change/<str:section>/", setting_up.change, name="change"),
    path("<str:ref>/check/", setting_up.check, name="check"),
    path("<str:ref>/later/", dates.later, name="later"),
    path("<str:ref>/end/", setting_up.end, name="end"),
]
