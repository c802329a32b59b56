"""How static files are served: under names that hold their content, compressed beforehand."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # without types
    """WhiteNoise's storage; the modules that a script imports get such names as well."""

    support_js_module_import_aggregation = True
