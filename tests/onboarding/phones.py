"""The phone on which a legal representative is asked, and signs."""

import json

from django.test import Client

from chopmark.onboarding.inviting import links
from chopmark.onboarding.models import Invitation
from tests.jobs import work_all
from tests.journey import HEAD, file, last_code
from tests.practice import clips

STROKES = json.dumps([[[0.1, 0.5], [0.3, 0.4], [0.6, 0.6]], [[0.7, 0.3], [0.7, 0.8]]])


class Phone:
    """The legal representative with a browser that nobody knows yet."""

    def __init__(self, key):
        self.browser, self.key = Client(), key

    def get(self, page=""):
        return self.browser.get(f"/l/{self.key}/{page}")

    def post(self, page, **fields):
        return self.browser.post(f"/l/{self.key}/{page}", fields)

    @property
    def invitation(self):
        return links.find(self.key)

    def enter_code(self, digits=None):
        self.post("code/", send="1")
        return self.post("code/", code=digits or last_code(self.invitation.mobile, "code.authorise"))

    def say_who(self, person=HEAD, **changes):
        return self.post("who/", **{"name": person.name, "number": person.number, "agree": "on", **changes})

    def show_face(self, images=None):
        camera = self.post("face/", agree="1")["Location"]
        opened = self.browser.get(camera)
        shown = clips.did(*clips.asked_on(opened.content.decode())) if images is None else images
        frames = [file(image, f"{n}.jpg") for n, image in enumerate(shown)]
        self.browser.post(camera.split("?")[0] + "frames/", {"nonce": opened.context["nonce"], "frame": frames})
        work_all("judge_face")

    def sign(self, **changes):
        return self.post("sign/", **{"strokes": STROKES, "agree": "on", **changes})

    def to_sign(self):
        self.enter_code()
        self.say_who()
        self.show_face()
        return self


def invited_phone(employee, *, mobile=HEAD.mobile):
    """Invite, and the phone on which the message arrived."""
    employee.answer("legal_rep", mobile=mobile)
    return Phone(links.alias_of(Invitation.objects.get().pk))
