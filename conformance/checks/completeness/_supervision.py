"""What only the supervising process can see: the run hung, crashed or outgrew memory."""

from __future__ import annotations

UNRESPONSIVE = "pipeline-unresponsive"
