"""The decision on one page, as Markdown and as a page that prints."""

from costmodel.export.record.answer import decision_record, record_page
from costmodel.export.record.given import RecordInput

__all__ = ["RecordInput", "decision_record", "record_page"]
