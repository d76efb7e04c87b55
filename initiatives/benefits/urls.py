"""Where benefits are found."""

from django.urls import path

from initiatives.benefits import views

app_name = "benefits"
urlpatterns = [
    path("benefits/", views.benefits, name="benefits"),
    path("benefits/<int:pk>/", views.benefit, name="benefit"),
    path("benefits/<int:pk>/change/", views.change_benefit, name="change_benefit"),
    path("benefits/<int:pk>/plan/<int:year>/", views.plan_benefit, name="plan_benefit"),
    path("benefits/<int:pk>/claim/", views.claim_reading, name="claim_reading"),
    path("benefits/readings/<int:pk>/confirm/", views.confirm_reading, name="confirm_reading"),
    path("benefits/readings/<int:pk>/reject/", views.reject_reading, name="reject_reading"),
    path("benefits/readings/<int:pk>/take-back/", views.take_back_reading, name="take_back_reading"),
    path("initiatives/<str:ref>/benefits/", views.of_initiative, name="of_initiative"),
    path("initiatives/<str:ref>/benefits/add/", views.add_benefit, name="add_benefit"),
]
