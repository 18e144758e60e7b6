"""What the page frame shows; asked only where a whole page is drawn."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ichigen.services.signed_in import Person
from ichigen.services.views.frame import counts, frame
from ichigen.services.views.saved_views import taste_of
from ichigen.web.ui.jobs import jobs_bar
from ichigen.web.ui.standing import address_of_page, path_of_page


def page_frame(request: HttpRequest) -> dict[str, object]:
    """Give templates `frame`, `menu_counts`, `jobs` and `density`, read when a template first looks at them.

    `at_path`, `at_address`: the path, and the whole address, under which what is drawn can be asked for again.
    """
    return {
        "at_path": path_of_page(request),
        "at_address": address_of_page(request),
        "menu_counts": SimpleLazyObject(counts),
        "frame": SimpleLazyObject(lambda: frame(timezone.now())),
        "jobs": SimpleLazyObject(lambda: jobs_bar(request.user, timezone.now())),
        "density": SimpleLazyObject(lambda: _density(request)),
    }


def _density(request: HttpRequest) -> str:
    """Return the row height: the browser's, else the one the person last chose anywhere."""
    told = request.COOKIES.get("density")
    if told or not isinstance(request.user, Person):
        return told or "normal"
    return taste_of("orders", request.user.pk).density
