"""The portal as a web server finds it, with the bare view of the benchmark beside its pages."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application

settings.ROOT_URLCONF = "initiatives.management.bench.urls"
application = get_wsgi_application()
