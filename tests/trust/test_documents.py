"""A document of the platform is signed and stamped whole, or not at all; and whatever comes can be judged."""

from chopmark.trust import documents
from chopmark.trust.reports import Change, Trust


def test_a_signed_document_is_valid_whole_and_stamped(signed, roots):
    report = documents.verify(signed, roots=roots)
    assert report.unreadable == ""
    [one] = report.signatures
    assert (one.level, one.trust, one.change) == ("B-T", Trust.TRUSTED, Change.NOTHING)
    assert one.is_intact
    assert one.covers_whole_file
    assert one.is_stamp_trusted
    assert one.is_valid
    assert report.is_valid
