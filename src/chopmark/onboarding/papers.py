"""What goes onto the papers of an application: the values of its letter, the marks of practice, who operates."""

from django.conf import settings

from chopmark.drawing.letters.data import Family, Kind, LetterData, Mark
from chopmark.evidence.heads import certificate_of
from chopmark.evidence.uscc import EntityType
from chopmark.kit import clock, masks
from chopmark.onboarding.models import Application
from chopmark.web import links

FAMILIES = {
    EntityType.ENTERPRISE: Family.ENTERPRISE,
    EntityType.SOLE_TRADER: Family.SOLE_TRADER,
    EntityType.GOVERNMENT: Family.GOVERNMENT,
    EntityType.OTHER: Family.OTHER,
}
_KINDS = {"id_card": "居民身份证", "hkmo": "港澳居民来往内地通行证", "residence": "港澳台居民居住证"}


def marks() -> frozenset[Mark]:
    """What is printed across a sheet that is not for real use."""
    return frozenset({Mark.PRACTICE}) if settings.PRACTICE else frozenset()


def kind_of(row: Application) -> Kind:
    """Which letter: to begin with, or to succeed somebody."""
    return Kind.CHANGE if row.changes else Kind.AUTHENTICATION


def letter_data(row: Application) -> LetterData:
    """The sheet of this application; the Chinese names of documents, since the Chinese text binds.

    Whom it succeeds is masked: the applicant may not know more than the platform shows to strangers.
    """
    certificate = certificate_of(row.uscc)
    former = row.succeeds.person if row.succeeds else None
    return LetterData(
        family=FAMILIES[EntityType(row.entity_type)],
        organization_name=row.name,
        uniform_social_credit_code=row.uscc,
        legal_name=row.legal_representative or "",
        admin_name=row.applicant_name or "",
        admin_mobile=row.mobile or "",
        admin_id_card_number=row.id_number or "",
        admin_id_card_type=_KINDS[row.id_kind],
        legal_title=row.head_title.printed,
        certificate=certificate.printed if certificate else "",
        number=row.letter_number or "",
        operator=operator_name(),
        issued=(row.letter_issued_at or clock.now()).astimezone(clock.BEIJING).date(),
        kind=kind_of(row),
        former_name=masks.name(former.name or "") if former else "",
        former_mobile=masks.mobile(former.mobile or "") if former else "",
        upload_url=links.absolute(f"/a/{row.ref}/letter/"),
    )


def operator_name() -> str:
    return settings.OPERATOR_NAME or "演练平台运营方"
