"""The first page, the two pages it leads to, what shared work costs and saves, and a page for each question about it."""

from django.urls import path

from initiatives.dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.home, name="home"),
    path("my-work/", views.my_work, name="my_work"),
    path("net-position/", views.net_position, name="net_position"),
    path("overview/", views.overview, name="overview"),
    path("questions/<slug:name>/", views.question, name="question"),
    path("questions/<slug:name>/figures.csv", views.figures_file, name="figures_file"),
    path("questions/<slug:name>/compare/", views.compare, name="compare"),
]
