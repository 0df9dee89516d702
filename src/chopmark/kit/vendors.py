"""Whose keys sign the requests to a vendor; settings make these, so nothing of the vendor is needed here."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Account:
    """`endpoint` is host:port of a stand-in; without one each product of the vendor has its own address."""

    secret_id: str = field(repr=False)
    secret_key: str = field(repr=False)
    region: str = ""
    endpoint: str = ""
    protocol: str = "https"
    timeout_seconds: int = 10
    token: str | None = field(default=None, repr=False)  # of temporary keys

    @property
    def is_complete(self) -> bool:
        return bool(self.secret_id.strip() and self.secret_key.strip())
