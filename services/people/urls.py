"""Addresses of sign-in, by the names that django-allauth knows them by, and of everybody's own pages."""

from django.urls import include, path, re_path

from services.people import role_views, views

own_pages = [
    path("account/", views.account, name="account"),
    path("account/letters/", views.letter_preferences, name="letter_preferences"),
    path("account/leave/", views.leave, name="leave"),
    path("people/<int:pk>/leave/", views.leave_of, name="leave_of"),
    path("organisations/<slug:slug>/roles/", role_views.roles, name="roles"),
    path("organisations/<slug:slug>/roles/give/", role_views.give_role, name="give_role"),
    path("roles/<int:pk>/end/", role_views.end_role, name="end_role"),
    path("leave/<int:pk>/change/", views.change_leave, name="change_leave"),
    path("leave/<int:pk>/take-back/", views.take_back_leave, name="take_back_leave"),
    path("digests/stop/<str:token>/", views.stop_digests, name="stop_digests"),
]

urlpatterns = [
    path("", include((own_pages, "people"))),
    path("account/password/", views.account_change_password, name="account_change_password"),
    path("sign-in/", views.account_login, name="account_login"),
    path("sign-out/", views.account_logout, name="account_logout"),
    path("forgotten-password/", views.account_reset_password, name="account_reset_password"),
    path("forgotten-password/sent/", views.account_reset_password_done, name="account_reset_password_done"),
    path("new-password/set/", views.account_reset_password_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[0-9A-Za-z-]+)/$",
        views.account_reset_password_from_key,
        name="account_reset_password_from_key",
    ),
]
