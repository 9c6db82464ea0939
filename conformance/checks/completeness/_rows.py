"""Checks: are examples left out on the way: by batch, take, shard, zip, errors, a cache?"""

from __future__ import annotations

# Shares of an epoch that go missing.
FAIL, FAIL_IF_SAME, WARN = 0.2, 0.1, 0.05
