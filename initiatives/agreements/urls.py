"""Where agreements are found."""

from django.urls import path

from initiatives.agreements import views

app_name = "agreements"
urlpatterns = [
    path("agreements/", views.agreements, name="agreements"),
    path("agreements/<str:ref>/", views.agreement, name="agreement"),
]
