"""Addresses of the organisations, and of the bank holidays among the pages that run the portal."""

from django.urls import path

from services.directory import views

organisations = (
    [
        path("", views.organisations, name="organisations"),
        path("<slug:slug>/", views.organisation, name="organisation"),
        path("<slug:slug>/closures/add/", views.add_closure, name="add_closure"),
        path("<slug:slug>/budgets/add/", views.enter_budget, name="enter_budget"),
        path("budgets/<int:pk>/", views.budget, name="budget"),
        path("budgets/<int:pk>/change/", views.correct_budget, name="correct_budget"),
        path("closures/<int:pk>/remove/", views.remove_closure, name="remove_closure"),
    ],
    "organisations",
)
holidays = (
    [
        path("", views.bank_holidays, name="bank_holidays"),
        path("add/", views.add_bank_holiday, name="add_bank_holiday"),
        path("<int:pk>/remove/", views.remove_bank_holiday, name="remove_bank_holiday"),
    ],
    "holidays",
)
