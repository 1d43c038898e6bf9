"""URLs of imports of personal histories."""

from django.urls import path

from . import views

urlpatterns = [
    path("import/", views.start_import, name="start-import"),
    path("import/<oid:import_id>/", views.show_import, name="show-import"),
    path("import/<oid:import_id>/choose/", views.choose_match, name="choose-match"),
    path("import/<oid:import_id>/run/", views.run_import, name="run-import"),
    path("import/<oid:import_id>/retry/", views.retry_import, name="retry-import"),
    path("import/<oid:import_id>/undo/", views.undo_import, name="undo-import"),
    path("accounts/export/letterboxd.zip", views.export_letterboxd, name="export-letterboxd"),
    path("import/<oid:import_id>/not-found.csv", views.not_found_rows, name="not-found-rows"),
]
