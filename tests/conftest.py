"""Tests keep decoded images in a folder of their own, never in the user's cache; no clock decides whether one passes."""

import atexit
import os
import shutil
import tempfile

from hypothesis import HealthCheck, settings

os.environ["LAMINA_CACHE"] = tempfile.mkdtemp(prefix="lamina-tests-")
atexit.register(shutil.rmtree, os.environ["LAMINA_CACHE"], ignore_errors=True)

settings.register_profile("lamina", deadline=None, suppress_health_check=[HealthCheck.too_slow])  # busy machines
settings.load_profile("lamina")
