"""What settings read for the engines of Tencent Cloud; their packages are an extra and not needed for that."""

import json
import os
from pathlib import Path
from typing import Any

from chopmark.config.environment import number
from chopmark.kit.vendors import Account

ENGINES = "chopmark.evidence.engines.tencent"
SMS = "chopmark.notify.senders.tencent_sms.TencentSms"

SIGNINS = {
    "oidc": "chopmark.organisations.provider.Provider",
    "tencent": "chopmark.organisations.tencent.TencentCloud",
}
ISSUERS = {"tencent": "https://cloud.tencent.com"}  # under which their people are known here


def account() -> Account:
    return Account(
        secret_id=os.environ.get("CHOPMARK_TENCENT_SECRET_ID", ""),
        secret_key=os.environ.get("CHOPMARK_TENCENT_SECRET_KEY", ""),
        region=os.environ.get("CHOPMARK_TENCENT_REGION", ""),
        endpoint=os.environ.get("CHOPMARK_TENCENT_ENDPOINT", ""),
        protocol=os.environ.get("CHOPMARK_TENCENT_PROTOCOL", "https"),
        timeout_seconds=number("CHOPMARK_TENCENT_TIMEOUT_SECONDS", 10),
    )


def engine_settings(account: Account) -> dict[str, dict[str, Any]]:
    """What each engine of theirs is made with."""
    return {
        f"{ENGINES}.licence.read_licence": {"account": account},
        f"{ENGINES}.registry.TencentRegistry": {"account": account},
        f"{ENGINES}.identity.TencentIdentity": {"account": account},
        f"{ENGINES}.faceid.TencentFaces": {
            "account": account,
            "rule_id": os.environ.get("CHOPMARK_TENCENT_FACE_RULE", ""),
        },
        SMS: {
            "account": account,
            "app_id": os.environ.get("CHOPMARK_TENCENT_SMS_APP_ID", ""),
            "sign": os.environ.get("CHOPMARK_TENCENT_SMS_SIGN", ""),
            "templates": _templates(os.environ.get("CHOPMARK_TENCENT_SMS_TEMPLATES", "")),
        },
    }


def signin(platform_url: str) -> dict[str, str]:
    """Which application of theirs we are, and where people come back to."""
    return {
        "app_id": os.environ.get("CHOPMARK_TENCENT_SIGNIN_APP_ID", ""),
        "back": f"{platform_url}/signin/callback/",
    }


def _templates(path: str) -> dict[str, Any]:
    """Language, our key, their number and the parameters in order; from a file, because they are many."""
    found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    return found
