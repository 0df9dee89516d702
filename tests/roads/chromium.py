"""Which Chromium the roads drive: what tools/browser.sh found or fetched."""

import os
import shutil
from pathlib import Path

_FETCHED = Path(__file__).resolve().parents[2] / "build" / "chromium"


def find():
    """Its path, or None where only Playwright's own can be there."""
    places = os.pathsep.join([os.environ.get("PATH", os.defpath), str(_FETCHED)])
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name, path=places))), None)
