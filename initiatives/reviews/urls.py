"""Where reports and leadership reviews are found."""

from django.urls import include, path

from initiatives.reviews.views import clearing, judging, listing, more_time, passing_on, writing

reports = [
    path("", listing.reports, name="reports"),
    path("<int:pk>/", listing.report, name="report"),
    path("<int:pk>/write/", writing.write, name="write"),
    path("<int:pk>/keep/", writing.keep, name="keep"),
    path("<int:pk>/check/", writing.check, name="check"),
    path("<int:pk>/ready/", clearing.ready, name="ready"),
    path("<int:pk>/clear/", clearing.clear, name="clear"),
    path("<int:pk>/put-back/", clearing.put_back, name="put_back"),
    path("<int:pk>/send/", writing.send, name="send"),
    path("<int:pk>/sent/", writing.sent, name="sent"),
    path("<int:pk>/accept/", judging.accept, name="accept"),
    path("<int:pk>/return/", judging.send_back, name="send_back"),
    path("<int:pk>/withdraw/", judging.withdraw, name="withdraw"),
    path("<int:pk>/more-time/", more_time.ask_for_more_time, name="ask_for_more_time"),
    path("<int:pk>/more-time/answer/", more_time.answer_more_time, name="answer_more_time"),
    path("<int:pk>/pass-on/", passing_on.pass_on, name="pass_on"),
    path("<int:pk>/take-back/", passing_on.take_back, name="take_back"),
]
reviews = [
    path("<str:ref>/", listing.review, name="review"),
    path("<str:ref>/held/", listing.hold, name="hold"),
]
urlpatterns = [
    path("reports/", include((reports, "reports"))),
    path("reviews/", include((reviews, "reviews"))),
]
