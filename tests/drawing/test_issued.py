"""The online authorisation and the statement of authentication say everything, in both languages, for every name."""

import datetime as dt
import io
import re
import struct
import zlib
from dataclasses import replace

import numpy as np
import pypdfium2 as pdfium
import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader

from chopmark.drawing.authorisations import (
    Authorisation,
    Evidence,
    IdentityCheck,
    SignatureUnfit,
    authorisation,
    digest_of,
    lines_of,
)
from chopmark.drawing.letters import Family, GlyphMissing, Language, Mark
from chopmark.drawing.letters.wording import words
from chopmark.drawing.statements import Authority, Entity, Method, Statement, statement

AT = dt.datetime(2026, 11, 23, 0, 24, 6, tzinfo=dt.UTC)
URL = "https://chopmark.example/v/7K4P92QD4XWM"
LONG = "广西壮族自治区南宁市栗栖湾榆汀云麓新能源科技发展集团股份有限公司青秀区第一分公司"
# Characters of the Table of General Standard Chinese Characters and of older names, many beyond U+FFFF.
RARE = "龑堃喆祎翀㛃䶮𫖯𬱖𨱏㴴𬀩𬭚𬴂𫍯𪩘𠅤㐱𤧛𣲘𰻝𱁬"


def strokes(size=(600, 240), ink=(20, 30, 90, 255)):
    picture = Image.new("RGBA", size, (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(60, 200), (200, 40), (320, 190), (520, 60)], fill=ink, width=14)
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


@pytest.fixture
def deed():
    return Authorisation(
        family=Family.ENTERPRISE,
        organization_name="深圳市栗栖湾工艺有限公司",
        uniform_social_credit_code="91440300MA00TE5T2D",
        legal_name="丁一川",
        legal_id_masked="1101**********0015",
        applicant_name="陆以宁",
        applicant_id_masked="4403**********0028",
        applicant_mobile="138****0017",
        signature_png=strokes(),
        signed_at=AT,
        number="AUT-7K4P-92QD",
        operator="深圳市栗栖科技有限公司",
        verify_url=URL,
        evidence=Evidence(IdentityCheck.FACE, "139****0002", "7K4P92QD4XWM", "203.0.113.*", "Android 15"),
    )


@pytest.fixture
def paper():
    return Statement(
        organization_name="深圳市栗栖湾工艺有限公司",
        uniform_social_credit_code="91440300MA00TE5T2D",
        entity=Entity.ENTERPRISE,
        authorised_by=Authority.ONLINE,
        methods=(Method.CLOUD, Method.REGISTRY, Method.LICENCE, Method.IDENTITY, Method.MOBILE),
        administrator_masked="陆*宁",
        verified_at=AT,
        issued_at=AT,
        number="ST-7K4P-92QD",
        reference="CM 7K4P 92QD",
        operator="深圳市栗栖科技有限公司",
        verify_url=URL,
    )


def text_of(pdf):
    return bare("".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages))


def bare(text):
    return re.sub(r"\s+", "", text)


def pictures_of(pdf, *, dpi=150):
    document = pdfium.PdfDocument(pdf)
    try:
        return [np.asarray(page.render(scale=dpi / 72).to_pil().convert("RGB")) for page in document]
    finally:
        document.close()


def characters_of(pdf):
    """The text as another reader than pypdf finds it."""
    document = pdfium.PdfDocument(pdf)
    try:
        return {one for page in document for one in page.get_textpage().get_text_range()}
    finally:
        document.close()


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("family", Family)
def test_the_deed_holds_every_line_that_the_signer_read(deed, family, language):
    data = replace(deed, family=family)
    read = text_of(authorisation(data, language))
    lines = lines_of(data, language=language)
    assert len(lines) > 30
    for line in lines:
        assert bare(line) in read
    assert not re.search(r"[{}]|\*\*[^*0-9]", read)


@pytest.mark.parametrize("language", Language)
def test_the_deed_holds_its_values_and_its_evidence(deed, language):
    read = text_of(authorisation(deed, language))
    proof = deed.evidence
    for value in (
        deed.organization_name, deed.uniform_social_credit_code, deed.legal_name, deed.legal_id_masked, deed.number,
        deed.applicant_name, deed.applicant_id_masked, deed.applicant_mobile, deed.template, deed.operator, URL,
        proof.mobile, proof.session, proof.ip, proof.device, "08:24:06", digest_of(deed, language=language),
    ):  # fmt: skip
        assert bare(value) in read


def test_a_change_names_the_former_administrator_and_changes_the_digest(deed):
    changed = replace(deed, former_administrator="孟小满")
    assert "孟小满" in text_of(authorisation(changed, Language.CHINESE))
    assert changed.template != deed.template
    assert digest_of(changed, language=Language.CHINESE) != digest_of(deed, language=Language.CHINESE)


def test_the_digest_is_of_the_text_and_not_of_the_signature(deed):
    other = replace(deed, signature_png=strokes(ink=(0, 0, 0, 255)), number="AUT-0000-0000")
    assert digest_of(other, language=Language.CHINESE) == digest_of(deed, language=Language.CHINESE)
    assert digest_of(replace(deed, applicant_name="陆以安"), language=Language.CHINESE) != digest_of(
        deed, language=Language.CHINESE
    )


@pytest.mark.parametrize("language", Language)
def test_the_signature_stands_on_the_last_page_with_evidence_and_code(deed, language):
    pages = pictures_of(authorisation(deed, language))
    blue = [((p[:, :, 2] > 70) & (p[:, :, 0] < 60) & (p[:, :, 1] < 70)).sum() for p in pages]
    assert blue[-1] > 2000
    assert sum(blue[:-1]) == 0
    assert zxingcpp.read_barcode(pages[-1]).text == URL


@pytest.mark.parametrize("language", Language)
def test_deed_and_statement_draw_every_rare_name(deed, paper, language):
    name, org = RARE[:12], f"{RARE[12:]}工艺有限公司"
    deed_pdf = authorisation(replace(deed, legal_name=name, organization_name=org), language)
    paper_pdf = statement(replace(paper, administrator_masked=name, organization_name=org), language)
    for pdf in (deed_pdf, paper_pdf):
        assert name in text_of(pdf)
        assert org in text_of(pdf)
        assert set(RARE) <= characters_of(pdf)


@pytest.mark.parametrize("language", Language)
def test_a_character_that_no_typeface_has_is_refused_rather_than_left_blank(deed, paper, language):
    with pytest.raises(GlyphMissing, match="𡨴"):
        authorisation(replace(deed, applicant_name="陆𡨴"), language)
    with pytest.raises(GlyphMissing, match="𡨴"):
        statement(replace(paper, administrator_masked="陆𡨴"), language)


def png_that_claims(width, height):
    head = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    chunk = b"IHDR" + head
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))


@pytest.mark.parametrize(
    ("picture", "says"),
    [
        (b"", "cannot be read"),
        (b"GIF89a", "cannot be read"),
        (strokes()[:200], "cannot be read"),
        (strokes(ink=(0, 0, 0, 0)), "empty"),
        (strokes(ink=(0, 0, 0, 9)), "empty"),
        (png_that_claims(60_000, 60_000), "cannot be read"),
        (strokes(size=(3_000, 3_000)), "too large"),
    ],
)
def test_a_picture_that_is_no_signature_is_refused_in_words(deed, picture, says):
    with pytest.raises(SignatureUnfit, match=says):
        authorisation(replace(deed, signature_png=picture), Language.CHINESE)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("entity", Entity)
@pytest.mark.parametrize("authority", Authority)
def test_the_statement_is_one_page_that_says_all(paper, entity, authority, language):
    data = replace(paper, entity=entity, authorised_by=authority, organization_name=LONG, methods=tuple(Method))
    pdf = statement(data, language)
    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    read = text_of(pdf)
    code = bare(data.uniform_social_credit_code)
    for value in (LONG, code, data.administrator_masked, data.number, bare(data.reference), URL, data.operator):
        assert bare(value) in read
    assert "08:24:06" in read
    assert not re.search(r"[{}]", read)


def test_the_statement_names_the_seal_and_the_document_of_the_kind(paper):
    letter = replace(paper, authorised_by=Authority.LETTER)
    assert "机构公章" not in text_of(statement(letter, Language.CHINESE))
    assert "机构公章" in text_of(statement(replace(letter, entity=Entity.GOVERNMENT), Language.CHINESE))
    assert "institutionalseal" in text_of(statement(replace(letter, entity=Entity.OTHER), Language.ENGLISH))


@pytest.mark.parametrize("language", Language)
def test_the_statement_promises_no_more_than_it_may(paper, language):
    read = text_of(statement(paper, language))
    for claim in ("legallybinding", "court-proof", "具有法律效力", "司法认可"):
        assert claim not in read
    assert ("不是持证" in read) or ("nolicensedcertificationprovider" in read)


def test_the_code_of_the_statement_leads_to_its_check(paper):
    [page] = pictures_of(statement(paper, Language.CHINESE))
    assert zxingcpp.read_barcode(page).text == URL


@pytest.mark.parametrize("language", Language)
def test_marks_are_printed_when_asked_for(deed, paper, language):
    for make, data in ((authorisation, deed), (statement, paper)):
        plain, marked = text_of(make(data, language)), text_of(make(data, language, marks=frozenset(Mark)))
        for mark in Mark:
            assert bare(words(language)[mark]) in marked
            assert bare(words(language)[mark]) not in plain


@pytest.mark.parametrize("language", Language)
def test_the_same_data_gives_the_same_bytes(deed, paper, language):
    assert authorisation(deed, language) == authorisation(deed, language)
    assert statement(paper, language) == statement(paper, language)


def test_no_personal_value_stands_in_the_repr(deed):
    for value in (deed.legal_name, deed.applicant_name, deed.legal_id_masked, deed.applicant_mobile, "203.0.113"):
        assert value not in repr(deed)
