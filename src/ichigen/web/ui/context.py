"""What the page frame shows; asked only where a whole page is drawn."""

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from ichigen.services.views.frame import frame


def page_frame(request: HttpRequest) -> dict[str, object]:
    """Give templates `frame`, read when a template first looks at it."""
    return {"frame": SimpleLazyObject(lambda: frame(timezone.now()))}
