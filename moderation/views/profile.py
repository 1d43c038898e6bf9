"""Editing one's profile, and the form to change one's e-mail address beside it."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.errors import HandleTaken, TooOften
from accounts.forms import ChangeEmailForm, ProfileForm
from accounts.requests import MemberRequest, permission_required, submitted_data
from accounts.views.account import favourite_films
from mflix_site.web.kept_forms import keep_fields, restored
from movies.queries import find_film_by_title

from ..profile_editing import edit_profile


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required
@keep_fields(*ProfileForm.base_fields)
def profile(request: MemberRequest) -> HttpResponse:
    member = request.member
    films = favourite_films(member)
    initial = {f"film{n}": film.title_and_year for n, film in enumerate(films, 1)}
    initial |= {"name": member.name, "handle": member.handle, "about": member.about}
    chosen = {film.title_and_year: (ObjectId(film.id), "") for film in films}
    form = ProfileForm(
        submitted_data(request),
        initial=initial,
        find_film=lambda title: chosen.get(title) or find_film_by_title(title),
    )
    form = restored(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            edit_profile(member=member, profile=form.cleaned_data)
        except (HandleTaken, TooOften) as error:
            form.add_error("handle", error.sentence)
        else:
            messages.success(request, _("Your profile has been saved."))
            return redirect("profile")
    context = {"form": form, "email_form": ChangeEmailForm()}
    status = 422 if form.errors else 200
    return render(request, "accounts/profile.html", context, status=status)
