"""The first page, and the two pages it leads to."""

from django.urls import path

from initiatives.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.home, name="home"),
    path("my-work/", views.my_work, name="my_work"),
    path("overview/", views.overview, name="overview"),
]
