"""The addresses of the register, all below /initiatives/."""

from django.urls import path

from initiatives.register.views import drafts, listing, milestones, page, parties, people, record, standing

app_name = "register"
urlpatterns = [
    path("", listing.initiatives, name="initiatives"),
    path("new/", drafts.begin, name="begin"),
    path("drafts/", listing.drafts, name="drafts"),
    path("participations/<int:pk>/answer/", parties.answer_invitation, name="answer_invitation"),
    path("participations/<int:pk>/confirm/", parties.confirm_purpose, name="confirm_purpose"),
    path("participations/<int:pk>/change/", parties.change_party, name="change_party"),
    path("participations/<int:pk>/remove/", parties.remove_party, name="remove_party"),
    path("people/<int:pk>/remove/", people.unname, name="unname"),
    path("milestones/<int:pk>/move/", milestones.move_milestone, name="move_milestone"),
    path("milestones/<int:pk>/done/", milestones.finish_milestone, name="finish_milestone"),
    path("<str:ref>/", page.initiative, name="initiative"),
    path("<str:ref>/history/", page.history, name="history"),
    path("<str:ref>/reports/", page.reports, name="reports"),
    path("<str:ref>/meetings/", page.meetings, name="meetings"),
    path("<str:ref>/agreements/", page.agreements, name="agreements"),
    path("<str:ref>/draft/", drafts.draft, name="draft"),
    path("<str:drafted_as>/draft/check/", drafts.check, name="check"),
    path("<str:ref>/draft/delete/", drafts.delete_draft, name="delete_draft"),
    path("<str:ref>/change/who/", parties.who, name="who"),
    path("<str:ref>/change/who/add/", parties.add_party, name="add_party"),
    path("<str:ref>/change/people/", people.people, name="people"),
    path("<str:ref>/change/people/guest/", people.guest, name="guest"),
    path("<str:ref>/change/<str:section>/", record.change, name="change"),
    path("<str:ref>/milestones/add/", milestones.add_milestone, name="add_milestone"),
    path("<str:ref>/park/", standing.park, name="park"),
    path("<str:ref>/stop/", standing.stop, name="stop"),
    path("<str:ref>/take-up-again/", standing.take_up_again, name="take_up_again"),
]
