"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from mflix_site.web.templates import load_all_templates

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mflix_site.settings")

application = get_wsgi_application()
# Django would load views and templates with the first request, once in each worker.
get_resolver().url_patterns  # noqa: B018
load_all_templates()
