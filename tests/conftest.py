"""Tests keep decoded images in a folder of their own, never in the user's cache."""

import atexit
import os
import shutil
import tempfile

os.environ["LAMINA_CACHE"] = tempfile.mkdtemp(prefix="lamina-tests-")
atexit.register(shutil.rmtree, os.environ["LAMINA_CACHE"], ignore_errors=True)
