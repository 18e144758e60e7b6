"""What axe finds on a page, one line a finding."""

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]  # ships no types
from playwright.sync_api import Page

_axe = Axe()

#: What rises or fades in is measured when it has its colours; what turns for ever is not waited for.
_STILL = """() => Promise.allSettled(document.getAnimations()
  .filter((each) => Number.isFinite(each.effect.getComputedTiming().endTime)).map((each) => each.finished))"""


def findings(page: Page) -> list[str]:
    """Return every violation of WCAG 2.2 AA and axe's best practices with its first element."""
    page.evaluate(_STILL)
    answer = _axe.run(page).response
    return [f"{v['id']}: {v['nodes'][0]['target']} {v['nodes'][0]['failureSummary']}" for v in answer["violations"]]
