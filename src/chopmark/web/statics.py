"""Static files under names that carry their digest, compressed once at set-up."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStatics(CompressedManifestStaticFilesStorage):
    """Falls back to the plain name where set-up has not collected yet (tests of pages)."""

    manifest_strict = False
