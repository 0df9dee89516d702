"""Back-channel logout: each client hears of the end, signed, once the end is certain."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.cloud import relying

from chopmark.cloud.oidc import keys
from chopmark.cloud.oidc.actions import disable, register_client
from chopmark.cloud.oidc.tasks import send_logout
from chopmark.kit.errors import Unavailable

EVENT = "http://schemas.openid.net/event/backchannel-logout"


@pytest.fixture
def ear():
    """A client's logout address on the loopback: what it heard, and the status that it answers with."""
    heard = []

    class Ear(BaseHTTPRequestHandler):
        status = 200

        def do_POST(self):
            length = int(self.headers["Content-Length"])
            heard.append(parse_qs(self.rfile.read(length).decode())["logout_token"][0])
            self.send_response(Ear.status)
            self.end_headers()

        def log_message(self, *_):
            """Nothing: a test does not print."""

    server = HTTPServer(("127.0.0.1", 0), Ear)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/logout", heard, Ear
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def listening(platform, ear):
    return register_client(
        client_id=relying.ID,
        name="Chopmark",
        secret=relying.SECRET,
        redirect_uris=[relying.BACK],
        backchannel_logout_uri=ear[0],
    )


def jobs():
    return list(ProcrastinateJob.objects.filter(task_name="chopmark.cloud.send_logout").values_list("args", flat=True))


def test_signing_out_ends_the_tokens_and_defers_one_word_to_the_client(listening, relying_of, root):
    party = relying_of(root)
    tokens = [party.tokens()["access_token"] for _ in range(2)]
    sid = party.browser.session["sid"]
    party.browser.post("/signout/")
    assert {party.user_info(token).status_code for token in tokens} == {401}
    assert jobs() == [{"client_id": relying.ID, "sid": sid, "uin": root.uin}]


def test_a_code_that_was_not_redeemed_ends_too(listening, relying_of, root):
    party = relying_of(root)
    code = party.come_back()["code"]
    party.browser.post("/signout/")
    assert party.redeem(code).json()["error"] == "invalid_grant"


def test_disabling_a_root_reaches_the_sessions_of_its_sub_users(listening, relying_of, root, sub_user):
    relying_of(sub_user).tokens()
    disable(root, by=root)
    assert [job["uin"] for job in jobs()] == [sub_user.uin]


def test_who_never_entered_a_client_ends_nothing_there(listening, root, signed_in):
    signed_in(root).post("/signout/")
    assert jobs() == []


def test_the_logout_token_is_signed_typed_and_no_id_token(listening, ear):
    send_logout(client_id=relying.ID, sid="s1", uin="100000000017")
    (token,) = ear[1]
    found = jwt.decode(token, KeySet.import_key_set(json.loads(json.dumps(keys.published()))), algorithms=["RS256"])
    assert found.header["typ"] == "logout+jwt"
    assert (found.claims["aud"], found.claims["sub"], found.claims["sid"]) == (relying.ID, "100000000017", "s1")
    assert found.claims["events"] == {EVENT: {}}
    assert "nonce" not in found.claims


def test_a_client_that_fails_is_tried_again_and_one_that_refuses_is_not(listening, ear):
    ear[2].status = 503
    with pytest.raises(Unavailable):
        send_logout(client_id=relying.ID, sid="s1", uin="100000000017")
    ear[2].status = 400
    send_logout(client_id=relying.ID, sid="s1", uin="100000000017")
    assert len(ear[1]) == 2


def test_a_client_that_is_gone_is_tried_again(db):
    register_client(
        client_id="gone",
        name="Gone",
        secret="g" * 43,
        redirect_uris=[relying.BACK],
        backchannel_logout_uri="http://127.0.0.1:1/logout",
    )
    with pytest.raises(Unavailable):
        send_logout(client_id="gone", sid="s1", uin="100000000017")
