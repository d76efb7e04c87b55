"""The first page, the two pages it leads to, and what shared work costs and saves."""

from django.urls import path

from initiatives.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.home, name="home"),
    path("my-work/", views.my_work, name="my_work"),
    path("net-position/", views.net_position, name="net_position"),
    path("overview/", views.overview, name="overview"),
]
