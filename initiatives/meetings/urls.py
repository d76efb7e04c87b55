"""Where boards and meetings are found."""

from django.urls import path

from initiatives.meetings import views

app_name = "meetings"
urlpatterns = [
    path("meetings/", views.meetings, name="meetings"),
    path("meetings/<str:ref>/", views.meeting, name="meeting"),
    path("boards/<str:ref>/", views.board, name="board"),
]
