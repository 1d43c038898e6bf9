"""Static files as visitors get them: one style sheet and one script, hashed and compressed."""

from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _bundled(path: str) -> str:
    """Return a file with the parts that it imports; workers need no bundlers."""
    if path.endswith(".css"):
        from lightningcss import bundle_css

        return bundle_css(path)
    from jsmeld import bundle

    return bundle(path, {"target": "es2022", "minify": True})


# Their parts are found by their imports, which browsers follow themselves where DEBUG is on.
BUNDLES = {"css/bundles/site.css", "js/enhance.js"}


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, with the bundles in place of the files that import their parts."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        for name in () if dry_run else BUNDLES & paths.keys():
            storage, path = paths[name]
            bundled = _bundled(storage.path(path))
            self.delete(name)
            self.save(name, ContentFile(bundled))
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
