"""Moving a demonstration's clock. Where it cannot be moved, these are no addresses."""

from django.urls import path

from initiatives.demonstrations import views

app_name = "demonstrations"
urlpatterns = [
    path("", views.demonstration, name="demonstration"),
    path("go-on/", views.go_on, name="go_on"),
]
