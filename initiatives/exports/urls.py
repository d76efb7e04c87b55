"""Asking for tables, and taking them away."""

from django.urls import path

from initiatives.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.exports, name="exports"),
    path("ask/<slug:what>/", views.ask, name="ask"),
    path("<int:pk>/", views.export, name="export"),
    path("<int:pk>/workbook/", views.workbook, name="workbook"),
    path("tables/<int:pk>/", views.table, name="table"),
    path("tables/<int:pk>/csv/", views.as_csv, name="as_csv"),
]
