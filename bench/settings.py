"""The site's settings with the bench's own addresses, and no limit on how often one may post."""

from mflix_site.settings import *  # noqa: F403
from mflix_site.settings import LIMITS as SITE_LIMITS

ROOT_URLCONF = "bench.urls"
LIMITS = {name: (10**9, seconds) for name, (_, seconds) in SITE_LIMITS.items()}
