"""Looking back."""

from django.urls import path

from initiatives.past import views

app_name = "past"
urlpatterns = [path("look-back/", views.choose, name="choose")]
