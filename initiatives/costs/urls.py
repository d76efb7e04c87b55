"""Where costs are found."""

from django.urls import path

from initiatives.costs import views

app_name = "costs"
urlpatterns = [
    path("costs/", views.costs, name="costs"),
    path("costs/<int:pk>/", views.cost, name="cost"),
    path("costs/<int:pk>/correct/", views.correct_cost, name="correct_cost"),
    path("initiatives/<str:ref>/costs/", views.of_initiative, name="of_initiative"),
    path("initiatives/<str:ref>/costs/add/", views.add_cost, name="add_cost"),
    path("initiatives/<str:ref>/costs/owed/", views.owed, name="owed"),
    path("initiatives/<str:ref>/costs/shares/", views.shares, name="shares"),
    path("initiatives/<str:ref>/costs/shares/set/", views.set_shares, name="set_shares"),
]
