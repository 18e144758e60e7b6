"""Logging in and out, the first login, the language."""

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from ichigen.services.first_login import LinkUsed, first_login, invited
from ichigen.services.sign_in import sign_in
from ichigen.services.signed_in import Person
from ichigen.web.session.forms import FirstLoginForm, LoginForm

COOKIE_AGE_S = 365 * 24 * 60 * 60
BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@sensitive_post_parameters("password")
def enter(request: HttpRequest) -> HttpResponse:
    """Log in by staff code and password, then go where the person wanted to go."""
    form = LoginForm(request.POST or None)
    back = _local(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST" or not form.is_valid():
        return render(request, "session/login.html", {"form": form, "next": back})
    values = form.cleaned_data
    done = sign_in(request, values["code"], values["password"], request.META.get("REMOTE_ADDR", ""))
    if done.staff is None:
        form.add_error(None, _wrong(done.wait_s))
        return render(request, "session/login.html", {"form": form, "next": back}, status=429 if done.wait_s else 422)
    login(request, done.staff)
    return _in_language(redirect(back or settings.LOGIN_REDIRECT_URL), done.staff.language)


@never_cache
@sensitive_post_parameters("password")
def once(request: HttpRequest, token: str) -> HttpResponse:
    """Use a one-time link: looking does not use it up, setting the password does."""
    now = timezone.now()
    person = invited(token, now)
    if person is None:
        return render(request, "session/link_used.html", status=410)
    form = FirstLoginForm(request.POST or None, initial={"code": person.code, "display_name": person.display_name})
    if request.method != "POST" or not form.is_valid():
        return render(request, "session/once.html", {"form": form}, status=200 if request.method == "GET" else 422)
    values = form.cleaned_data
    try:
        done = first_login(token, values["code"], values["display_name"], values["password"], now, _language(request))
    except LinkUsed:
        return render(request, "session/link_used.html", status=410)
    if done.staff is None:
        for field, problems in done.errors.items():
            for problem in problems:
                form.add_error(field if field in form.fields else None, problem)
        return render(request, "session/once.html", {"form": form}, status=422)
    login(request, done.staff, backend=BACKEND)
    return _in_language(redirect(settings.LOGIN_REDIRECT_URL), done.staff.language)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Log out."""
    logout(request)
    return redirect(settings.LOGIN_URL)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the screens; kept for the person where somebody is logged in."""
    code = request.POST.get("language", "")
    if code not in dict(settings.LANGUAGES):
        code = settings.LANGUAGE_CODE
    if isinstance(request.user, Person):
        request.user.language = code
        request.user.save(update_fields=["language"])
    return _in_language(redirect(_local(request, request.POST.get("next", "")) or "/"), code)


def _language(request: HttpRequest) -> str:
    """What the person chose on the login page, "" where they did not."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else ""


def _wrong(wait_s: int) -> str:
    if not wait_s:
        return gettext("スタッフコードまたはパスワードが違います。もう一度入力してください。")
    text = ngettext(
        "ログインの失敗が続いたため、受付を止めています。%(n)d 分たってから、もう一度入力してください。",
        "ログインの失敗が続いたため、受付を止めています。%(n)d 分たってから、もう一度入力してください。",
        -(-wait_s // 60),
    )
    return text % {"n": -(-wait_s // 60)}


def _in_language(answer: HttpResponse, code: str) -> HttpResponse:
    translation.activate(code)
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=COOKIE_AGE_S, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )
    return answer


def _local(request: HttpRequest, address: str) -> str:
    """Return the address only where it is on this host."""
    safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if safe else ""
