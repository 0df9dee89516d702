"""The WSGI application of whichever building CHOPMARK_BUILDING names."""

import os

from chopmark.kit import leash

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chopmark.config.settings")
# granian's own worker processes outlive a killed parent unless each asks the kernel not to.
leash.die_with_parent()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after the leash is on

application = get_wsgi_application()
