"""The portal as its web server finds it, with the bare view of the benchmark beside its pages."""

from django.conf import settings

from collab_portal import wsgi

settings.ROOT_URLCONF = "initiatives.management.bench.urls"
application = wsgi.application
