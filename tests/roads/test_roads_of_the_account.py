"""Roads of the account's own security: an authenticator app is set up, asked for, lost, and turned off again."""

import time

import pyotp

from tests.roads import steps


def digits_of(secret, *, steps=0):
    return pyotp.TOTP(secret).at(int(time.time()) + 30 * steps)


def set_up_app(owner):
    """On the page that offers it; the recovery codes are shown then. Returns the secret of the app."""
    secret = owner.page.locator(".cm-code.cm-forward").inner_text().replace(" ", "")
    owner.type("code", digits_of(secret))
    owner.press("cloud.account.confirm")
    owner.sees("cloud.account.codes_once")
    return secret


def test_an_app_is_asked_for_at_sign_in_and_its_loss_is_mended_by_a_recovery_code(visit, world):
    for language, story in (("zh", "personal"), ("en", "unverified")):
        owner, account = visit(language=language), world.account(story)
        owner.go(f"{world['cloud_url']}/account/")
        steps.log_in(owner, account)
        owner.sees("cloud.account.title")
        owner.press("cloud.account.app_add")
        secret = set_up_app(owner)
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


def put_authenticator_before(visitor):
    """Chromium's own, which verifies its person without asking; the way to take it off again."""
    session = visitor.page.context.new_cdp_session(visitor.page)
    session.send("WebAuthn.enable")
    kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    wanted = {"options": {**kind, "isUserVerified": True, "automaticPresenceSimulation": True}}
    made = session.send("WebAuthn.addVirtualAuthenticator", wanted)
    return lambda: session.send("WebAuthn.removeVirtualAuthenticator", made)


def add_the_first_passkey(owner, account, *, named):
    """At the address with numbers the page says where to go; there one is added, and the recovery codes are kept."""
    owner.go(f"{owner.world['cloud_url']}/account/passkeys/")
    steps.log_in(owner, account)
    owner.sees("cloud.passkey.elsewhere")
    owner.go(f"{named}/account/")
    steps.log_in(owner, account)
    owner.press("cloud.passkey.add")
    owner.sees("cloud.passkey.none")
    owner.press("cloud.passkey.add")
    owner.sees("cloud.account.codes_once")
    kept = owner.page.locator("li.cm-code").all_inner_texts()
    owner.press("cloud.account.codes_kept")
    owner.press("cloud.passkey.manage")
    owner.sees("cloud.passkey.unused")
    owner.press("cloud.signout")
    return kept


def replace_the_lost_passkey(owner, account, *, named, code):
    """The lost one answers nothing; a recovery code opens, the old one goes and a new one comes."""
    owner.go(f"{named}/signin/passkey/?next=/account/passkeys/")
    owner.press("cloud.passkey.enter")
    owner.sees("cloud.passkey.failed")
    owner.press("cloud.passkey.by_password")
    steps.log_in(owner, account)
    owner.sees("cloud.second.title")
    owner.type("code", code)
    owner.press("cloud.signin.button")
    owner.is_at(r":\d+/account/passkeys/$")
    owner.press_at("main li a")
    owner.press("cloud.passkey.remove")
    owner.sees("cloud.passkey.none")
    owner.press("cloud.passkey.add")
    owner.sees("cloud.account.codes_once")
    owner.press("cloud.account.codes_kept")
    owner.press("cloud.signout")


def test_a_passkey_signs_in_and_its_loss_is_mended_by_a_recovery_code(visit, world):
    named = world["cloud_url"].replace("127.0.0.1", "localhost")
    for language, story, phone in (("zh", "personal", False), ("en", "unverified", True)):
        owner, account = visit(language=language, phone=phone), world.account(story)
        lose = put_authenticator_before(owner)
        kept = add_the_first_passkey(owner, account, named=named)
        owner.go(f"{named}/signin/?next=/account/")
        owner.press("cloud.passkey.enter")
        owner.is_at(r":\d+/account/$")
        owner.press("cloud.signout")
        owner.go(f"{named}/signin/?next=/account/passkeys/")
        steps.log_in(owner, account)
        owner.sees("cloud.second.title")
        owner.press("cloud.passkey.use")
        owner.is_at(r":\d+/account/passkeys/$")
        owner.press("cloud.signout")

        lose()
        put_authenticator_before(owner)
        replace_the_lost_passkey(owner, account, named=named, code=kept[0])
        owner.go(f"{named}/signin/?next=/account/again/%3Fnext%3D/account/passkeys/")
        owner.press("cloud.passkey.enter")
        owner.sees("cloud.again.title")
        owner.press("cloud.passkey.use")
        owner.is_at(r":\d+/account/passkeys/$")
        owner.press_at("main li a")
        owner.press("cloud.passkey.remove")
        owner.sees("cloud.passkey.none")
        assert owner.errors == []


def test_a_consent_is_seen_and_taken_back_and_asked_for_again(visit, world):
    for language, story in (("zh", "personal"), ("en", "unverified")):
        owner = visit(language=language, phone=language == "en")
        steps.start(owner)
        steps.log_in(owner, world.account(story))
        owner.go(f"{world['cloud_url']}/account/")
        owner.press("cloud.apps.open")
        owner.sees("cloud.apps.since")
        owner.press("cloud.apps.withdraw")
        owner.sees("cloud.apps.none_title")
        owner.go("/")
        owner.press("onboarding.entrance.start")
        owner.press("method.cloud.go")
        owner.sees("cloud.consent.allow")
        assert owner.errors == []


def test_another_password_and_the_end_of_all_sessions(visit, world):
    for language, story in (("zh", "personal"), ("en", "unverified")):
        owner, phone = visit(language=language), visit(language=language, phone=True)
        for one in (owner, phone):
            one.go(f"{world['cloud_url']}/account/")
            steps.log_in(one, world.account(story))
            one.sees("cloud.account.title")
        owner.press("cloud.password.title")
        owner.type("password", "a lantern in the reeds")
        owner.press("cloud.password.button")
        owner.sees("cloud.password.done")
        phone.go(f"{world['cloud_url']}/account/signins/")
        phone.sees("cloud.signin.title")
        owner.press("cloud.password.title")
        owner.type("password", world["password"])
        owner.press("cloud.password.button")
        owner.press("cloud.signins.open")
        owner.sees("cloud.signins.here")
        owner.press("cloud.signins.end")
        owner.sees("cloud.signin.title")
        steps.log_in(owner, world.account(story))
        assert owner.errors == phone.errors == []


def report_the_loss(lost, account, *, mobile):
    """With the password and a code, on a page that then says when to come back."""
    lost.go(f"{lost.world['cloud_url']}/account/")
    steps.log_in(lost, account)
    lost.press("cloud.lost.open")
    lost.press("cloud.register.send")
    lost.page.locator("[name=code]").fill(lost.code(mobile))
    lost.press("cloud.lost.report")
    lost.page.locator(".cm-note[role=status]").wait_for()
    lost.newest_message(mobile, holding="/account/")


def ask_for_a_code(owner):
    """As often as it takes: there is a minute between two codes to one number."""
    for _ in range(8):
        owner.press("cloud.register.send")
        if owner.page.locator("[name=code]").count():
            return
        owner.page.wait_for_timeout(10_000)
    raise AssertionError("no code was sent")


def move_to(owner, new, *, old):
    """First by the app, which is too new; then by the old number."""
    owner.press("cloud.moving.title")
    owner.press("cloud.moving.without")
    owner.page.locator(".cm-note").wait_for()
    owner.press("shell.buttons.back")
    owner.press("cloud.moving.title")
    ask_for_a_code(owner)
    owner.page.locator("[name=code]").fill(owner.code(old))
    owner.press("cloud.moving.on")
    owner.type("mobile", new)
    owner.press("cloud.register.send")
    owner.page.locator("[name=code]").fill(owner.code(new))
    owner.press("cloud.moving.button")
    owner.sees("cloud.moving.done")


def test_a_factor_is_reported_lost_and_found_and_the_mobile_changes(visit, world):
    owners = []
    for language, story, old in (("zh", "personal", "13800000082"), ("en", "unverified", "13800000083")):
        owner, lost = visit(language=language), visit(language=language, phone=True)
        owner.go(f"{world['cloud_url']}/account/app/")
        steps.log_in(owner, world.account(story))
        owners.append((owner, old, set_up_app(owner)))
        owner.press("cloud.account.codes_kept")
        report_the_loss(lost, world.account(story), mobile=old)
        owner.go(f"{world['cloud_url']}/account/")
        owner.press("cloud.lost.stop")
        assert lost.errors == []
    for owner, old, secret in owners:
        move_to(owner, old.replace("138", "139", 1), old=old)
        owner.press("cloud.account.app_remove")
        owner.type("code", digits_of(secret, steps=1))
        owner.press("cloud.account.app_remove")
        owner.sees("cloud.account.off")
        assert owner.errors == []
