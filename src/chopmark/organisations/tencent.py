"""Signing in at Tencent Cloud itself (domain 6.5), which is no OpenID provider: contract-tested, not tried live.

It tells who somebody is, not their enterprise real name and not what CAM allows a sub-user: who is not told that
is refused with the reason. An operator can name the place of a real name in `base` by CHOPMARK_OIDC_CLAIM_MAP.
"""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from tencentcloud.sts.v20180813.models import GetCallerIdentityRequest
from tencentcloud.sts.v20180813.sts_client import StsClient

from chopmark.kit import tencent
from chopmark.kit.errors import Misconfigured
from chopmark.kit.vendors import Account
from chopmark.organisations.provider import Expired, LoginRefused, Signed

_AUTHORIZE = "https://cloud.tencent.com/open/authorize"
_OPEN_VERSION = "2018-12-25"
_STS_VERSION = "2018-08-13"
_STS_REGION = "ap-guangzhou"  # the one that third parties are told to use (domain 6.5)
_SECONDS = 7200  # domain 6.5
_OUR_KEYS = "AuthFailure"  # a refusal of our own signature; whatever else is refused is the person's token


class TencentCloud:
    """`back` is where people return to; `app_id` is the application that the operator registered with them."""

    issuer = "https://cloud.tencent.com"
    may_ask_again = False  # their sign-in takes no age and tells none

    def __init__(self, account: Account, *, app_id: str, back: str) -> None:
        self._account, self._app_id, self._back = account, app_id, back

    def authorization_url(
        self, *, state: str, nonce: str, verifier: str, prompt: str | None, within: int | None
    ) -> str:
        """They know neither nonce nor PKCE: the state alone ties the answer to this browser."""
        asked = {"scope": "login", "app_id": self._app_id, "redirect_url": self._back, "state": state}
        return f"{_AUTHORIZE}?{urlencode(asked | {'response_type': 'code'})}"

    def exchange(self, *, code: str, verifier: str, nonce: str, within: int | None) -> Signed:
        client = tencent.common("open", version=_OPEN_VERSION, account=self._account)
        try:
            told = tencent.ask_by_name(client, "GetUserAccessToken", needs="UserAccessToken", UserAuthCode=code)
        except Misconfigured as refusal:
            if _is_ours(refusal):
                raise
            raise LoginRefused("code") from refusal
        if not told.get("UserOpenId"):
            raise LoginRefused("sub")
        subject = str(told["UserOpenId"])
        return Signed({"sub": subject}, json.dumps([subject, told["UserAccessToken"]]))

    def userinfo(self, access_token: str) -> dict[str, Any]:
        """Claims as docs/claims.md has them. A root account may do everything; of a sub-user they do not tell.

        A role or a federated identity is called `number:name` and is nobody's root, whoever's number it carries.
        """
        subject, token = json.loads(access_token)
        visitor = self._visitor(token)
        asking = tencent.product(StsClient, visitor)
        caller = tencent.ask(asking.GetCallerIdentity, GetCallerIdentityRequest(), needs="AccountId")
        client = tencent.common("open", version=_OPEN_VERSION, account=visitor)
        base = tencent.ask_by_name(client, "GetUserBaseInfo", needs="RequestId")
        is_root = caller.UserId == caller.AccountId
        return {
            "sub": subject, "uin": caller.UserId, "owner_uin": caller.AccountId, "is_root": is_root,
            "esign": {"allowed": is_root}, "base": dict(base),
        }  # fmt: skip

    def check_logout_token(self, token: str) -> dict[str, Any]:
        """They send none: a sign-in ends when its token does."""
        raise LoginRefused("not_a_logout_token")

    def _visitor(self, token: str) -> Account:
        """Temporary keys of the person, so that what is asked is asked as them."""
        client = tencent.common("sts", version=_STS_VERSION, account=replace(self._account, region=_STS_REGION))
        try:
            told = tencent.ask_by_name(
                client, "GetThirdPartyFederationToken", needs="Credentials", UserAccessToken=token, Duration=_SECONDS,
                ApiAppId=0,
            )  # fmt: skip
        except Misconfigured as refusal:
            if _is_ours(refusal):
                raise
            raise Expired from refusal
        keys = told["Credentials"]
        return replace(
            self._account, secret_id=keys["TmpSecretId"], secret_key=keys["TmpSecretKey"], token=keys["Token"]
        )


def _is_ours(refusal: Misconfigured) -> bool:
    return str(refusal.facts.get("vendor")).startswith(_OUR_KEYS)
