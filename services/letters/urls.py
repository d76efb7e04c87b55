"""Addresses of everybody's own messages, and of the page about e-mail addresses that take no letters."""

from django.urls import path

from services.letters import views

app_name = "messages"

urlpatterns = [
    path("", views.messages, name="messages"),
    path("<int:pk>/", views.message, name="message"),
]

addresses = (
    [
        path("", views.addresses, name="addresses"),
        path("<int:pk>/works-again/", views.works_again, name="works_again"),
    ],
    "addresses",
)
