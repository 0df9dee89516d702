"""Roads of the account's own security: an authenticator app is set up, asked for, lost, and turned off again."""

import time

import pyotp

from tests.roads import steps


def digits_of(secret, *, steps=0):
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def test_an_app_is_asked_for_at_sign_in_and_its_loss_is_mended_by_a_recovery_code(visit, world):
    for language, story in (("zh", "personal"), ("en", "unverified")):
        owner, account = visit(language=language), world.account(story)
        owner.go(f"{world['cloud_url']}/account/")
        steps.log_in(owner, account)
        owner.sees("cloud.account.title")
        owner.press("cloud.account.app_add")
        secret = owner.page.locator(".cm-code.cm-forward").inner_text().replace(" ", "")
        owner.type("code", digits_of(secret))
        owner.press("cloud.account.confirm")
        owner.sees("cloud.account.codes_once")
        kept = owner.page.locator("li.cm-code").all_inner_texts()
        owner.press("cloud.account.codes_kept")
        owner.sees("cloud.account.on")

        again = visit(language=language, phone=True)
        again.go(f"{world['cloud_url']}/signin/?next=/account/codes/")
        steps.log_in(again, account)
        again.sees("cloud.second.title")
        again.type("code", kept[0])
        again.press("cloud.signin.button")
        again.sees("cloud.account.codes_lead")
        again.go(f"{world['cloud_url']}/account/app/")
        again.type("code", kept[0])
        again.press("cloud.account.app_remove")
        again.sees("cloud.second.wrong")
        again.type("code", digits_of(secret, steps=1))
        again.press("cloud.account.app_remove")
        again.sees("cloud.account.off")
        assert owner.errors == again.errors == []
