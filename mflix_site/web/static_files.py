"""Static files as visitors get them: one style sheet and one script, hashed and compressed."""

from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.base import ContentFile
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _bundle_css(path: str) -> str:
    from lightningcss import bundle_css  # for collectstatic alone: workers need no bundlers

    return bundle_css(path)


def _bundle_js(path: str) -> str:
    from jsmeld import bundle

    return bundle(path, {"target": "es2022", "minify": True})


# Their parts are found by their imports, which browsers follow themselves where DEBUG is on.
BUNDLES: dict[str, Callable[[str], str]] = {
    "css/bundles/site.css": _bundle_css,
    "js/enhance.js": _bundle_js,
}


class BundledStaticFilesStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, with the bundles in place of the files that import their parts."""

    def post_process(
        self, paths: dict[str, Any], dry_run: bool = False, **options: Any
    ) -> Iterator[Any]:
        if dry_run:
            return
        for name in BUNDLES.keys() & paths.keys():
            storage, path = paths[name]
            bundled = BUNDLES[name](storage.path(path))
            self.delete(name)
            self.save(name, ContentFile(bundled))
            paths[name] = (self, name)
        yield from super().post_process(paths, dry_run, **options)
