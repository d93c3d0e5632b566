"""What has moved since the prices were read: sources asked, witnesses heard, a reviewed diff, an atomic write."""

from costmodel.refresh.quotes import PackageMissingError
from costmodel.refresh.run import Outcome, refresh
from costmodel.refresh.sources import Sources, offline_sources, online_sources
from costmodel.refresh.write import write_whole

__all__ = [
    "Outcome",
    "PackageMissingError",
    "Sources",
    "offline_sources",
    "online_sources",
    "refresh",
    "write_whole",
]
