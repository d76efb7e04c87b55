"""Where evaluations and lessons are found."""

from django.urls import path

from initiatives.evaluations import views

app_name = "evaluations"
urlpatterns = [
    path("lessons/", views.lessons, name="lessons"),
    path("lessons/<int:pk>/change/", views.change_lesson, name="change_lesson"),
    path("lessons/<int:pk>/withdraw/", views.withdraw_lesson, name="withdraw_lesson"),
    path("evaluations/<int:pk>/correct/", views.correct_evaluation, name="correct_evaluation"),
    path("initiatives/<str:ref>/evaluation/", views.of_initiative, name="of_initiative"),
    path("initiatives/<str:ref>/evaluation/add/", views.add_evaluation, name="add_evaluation"),
    path("initiatives/<str:ref>/lessons/add/", views.add_lesson, name="add_lesson"),
]
