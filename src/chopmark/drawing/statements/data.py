"""What varies in a statement of authentication."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Entity(StrEnum):
    """The four kinds of organisation."""

    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"
    GOVERNMENT = "government"
    OTHER = "other"


class Authority(StrEnum):
    """How the super administrator was tied to the organisation."""

    FACE = "face"
    DOCUMENTS = "documents"
    ONLINE = "online"
    LETTER = "letter"


class Method(StrEnum):
    """What was checked, in the order of the statement."""

    CLOUD = "cloud"
    REGISTRY = "registry"
    INCLUSION = "inclusion"
    LICENCE = "licence"
    IDENTITY = "identity"
    MOBILE = "mobile"


@dataclass(frozen=True)
class Statement:
    """The values of one statement; the administrator is masked, and times are aware.

    `reference` is the application's, `number` the statement's own; `legal_title` is Chinese, as the registry has it.
    """

    organization_name: str
    uniform_social_credit_code: str
    entity: Entity
    authorised_by: Authority
    methods: tuple[Method, ...]
    administrator_masked: str
    verified_at: dt.datetime
    issued_at: dt.datetime
    number: str
    reference: str
    operator: str
    verify_url: str
    legal_title: str = "法定代表人"

    @property
    def is_institution(self) -> bool:
        """Whether it has an institution certificate and an institutional seal instead of licence and official seal."""
        return self.entity in (Entity.GOVERNMENT, Entity.OTHER)
