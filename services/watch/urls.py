"""Addresses of the page about the engine, among the pages that run the portal."""

from django.urls import path

from services.watch import views

app_name = "watch"

urlpatterns = [
    path("", views.health, name="health"),
    path("stop/", views.stop_letters, name="stop_letters"),
    path("holds/<int:pk>/release/", views.release, name="release"),
    path("nobody-to-tell/", views.nobody_to_tell, name="nobody_to_tell"),
    path("letters/", views.letters, name="letters"),
    path("letters/<int:pk>/try-again/", views.try_again, name="try_again"),
]
