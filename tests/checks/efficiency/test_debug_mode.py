"""debug-mode: tf.data runs its functions as graphs."""

from __future__ import annotations

from conformance.records import Build
from tests.checks.made import passes, result


def test_debug_mode():
    assert result("debug-mode", build=Build(debug_mode=True)).status == "warn"
    passes("debug-mode", build=Build())
