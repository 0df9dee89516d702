"""An applicant with a browser: signs in, answers the questions of the journey, reads their text messages."""

import datetime as dt
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chopmark.evidence import uscc
from chopmark.evidence.models import Check
from chopmark.notify.models import Code, Message
from chopmark.onboarding.models import Application, FaceSession
from chopmark.practice import companies, invent, residents
from tests.identity_provider import come_back
from tests.practice import clips

DEMO = companies.BY_STORY["demo"]
HEAD = residents.head(DEMO.seed)
EMPLOYEE = next(entry for entry, _ in residents.roster() if entry.story == "employee")


def account(company=DEMO, *, sub="100000000017", **changes):
    """What the provider says of the root account of an organisation."""
    name = company.registered_name(residents.head(company.seed).name)
    return {
        "sub": sub, "uin": sub, "owner_uin": sub, "is_root": True,
        "real_name": {"type": "enterprise", "name": name, "uscc": company.code},
        "esign": {"allowed": True, "reason": "allow", "statement": None, "actions": ["ess:CreateOrganizationAuthUrl"]},
        **changes,
    }  # fmt: skip


def sign_in(provider, claims, *, browser=None, back="/"):
    """A browser in which whoever has these claims is signed in."""
    browser = browser or Client()
    provider.claims = claims
    left = browser.get("/signin/", {"next": back})
    arrived = browser.get(come_back(provider.agree(left["Location"])))
    assert arrived.status_code == 302, arrived.content.decode()[:500]
    return browser


def file(data, name="page.jpg"):
    return SimpleUploadedFile(name, data)


class Applicant:
    """One person at one application. Each verb is one press and returns the answer of the server."""

    def __init__(self, provider, *, company=DEMO, person=HEAD, sub="100000000017", browser=None):
        self.company_entry, self.person, self.sub = company, person, sub
        self.browser = browser or sign_in(provider, account(company, sub=sub))
        self.ref = ""

    # --- where it stands

    @property
    def row(self):
        return Application.objects.get(ref=self.ref)

    @property
    def session(self):
        return FaceSession.objects.filter(application__ref=self.ref).order_by("created_at").last()

    def address(self, rest=""):
        return f"/a/{self.ref}/{rest}"

    def get(self, rest="", **query):
        return self.browser.get(self.address(rest), query)

    def post(self, rest, **fields):
        return self.browser.post(self.address(rest), fields)

    def stands_at(self):
        """The path, after the reference, to which the application leads."""
        answer = self.get()
        assert answer.status_code == 302, answer.status_code
        return answer["Location"].removeprefix(self.address()).strip("/")

    # --- the questions

    def begin(self):
        self.ref = self.browser.get("/begin/")["Location"].split("/")[2]
        return self

    def answer(self, key, **fields):
        return self.post(f"{key}/", **{"revision": self.row.revision, **fields})

    def company(self, **changes):
        head = residents.head(self.company_entry.seed)
        told = {
            "entity_type": str(uscc.entity_type_of(self.company_entry.code)),
            "name": self.company_entry.registered_name(head.name),
            "uscc": self.company_entry.code,
            "legal_representative": head.name,
            "address": invent.address(self.company_entry.seed),
        }
        return self.answer("company", **{**told, **changes})

    def identity(self, person=None, **changes):
        person = person or self.person
        told = {
            "applicant_name": person.name, "id_kind": str(person.kind), "id_number": person.number,
            "mobile": person.mobile,
        }  # fmt: skip
        return self.answer("identity", **{**told, **changes})

    def contact(self):
        return self.answer("contact", code=last_code(self.row.mobile))

    def to(self, key):
        """Answer everything before this question."""
        if not self.ref:
            self.begin()
        acts = {
            "confirm": lambda: self.answer("confirm"),
            "company": self.company,
            "consent": lambda: self.answer("consent", source="on"),
            "identity": self.identity,
            "contact": self.contact,
            "face_consent": lambda: self.answer("face_consent", agree="on"),
            "choose": lambda: self.answer("choose", road="rep" if key == "legal_rep" else "letter"),
        }
        while (here := self.stands_at()) != key:
            answer = acts[here]()
            assert answer.status_code == 302, f"{here}: {answer.status_code}"
        return self

    # --- the face

    def open_camera(self, browser=None):
        """A fresh link, taken by a browser (the phone's); returns token and nonce."""
        token = self.get("face/").context["token"]
        return token, self.claim(token, browser=browser).context["nonce"]

    def claim(self, token, *, browser=None):
        return (browser or self.browser).post(f"/f/{token}/")

    def show(self, token, nonce, images=None, *, browser=None, **extra):
        shown = clips.of(self.session) if images is None else images
        frames = [file(image, f"{n}.jpg") for n, image in enumerate(shown)]
        return (browser or self.browser).post(f"/f/{token}/frames/", {"nonce": nonce, "frame": frames, **extra})

    # --- the letter

    def upload_letter(self, *pages):
        given = [file(page) for page in pages or (clips.moving(1)[0],)]
        return self.browser.post(self.address("letter/upload/"), {"pages": given})

    def hand_in(self):
        self.get("letter/sheet/letter/")
        self.upload_letter()
        return self.post("letter/submit/")

    # --- photographs of a document

    def documents(self, act, rest="documents/", **fields):
        return self.browser.post(self.address(rest), {"act": act, **fields})

    def photograph(self, side, picture=None, rest="documents/"):
        return self.documents("photograph", rest, side=side, picture=file(picture or clips.moving(1)[0]))

    def hand_in_documents(self, rest="documents/"):
        """Consent where it is not given yet, both sides, and hand in."""
        self.documents("agree", rest, agree="1")
        for side in ("front", "back"):
            self.photograph(side, rest=rest)
        return self.documents("submit", rest)

    # --- activation

    def activate(self):
        self.post("activate/", send="1")
        return self.post("activate/", code=last_code(self.row.mobile, "code.activate"))


def texts_to(mobile, template=None):
    """The messages to a number, oldest first."""
    found = [m for m in Message.objects.order_by("created_at") if m.mobile == mobile]
    return [m for m in found if template in (None, m.template)]


def last_code(mobile, template="code.confirm"):
    return re.search(r"\d{6}", texts_to(mobile, template)[-1].body)[0]


def a_minute_later():
    """As if the gap between two codes had passed."""
    for code in Code.objects.all():
        code.created_at -= dt.timedelta(seconds=61)
        code.save(update_fields=["created_at"])


def sign_in_by_phone(mobile, *, browser=None, back="/begin/licence/"):
    """A browser in which whoever has this mobile is signed in."""
    browser = browser or Client()
    sent = browser.post("/signin/phone/", {"mobile": mobile, "next": back})
    assert sent.status_code == 302, sent.content.decode()[:500]
    arrived = browser.post("/signin/phone/code/", {"code": last_code(mobile, "code.signin"), "next": back})
    assert arrived.status_code == 302, arrived.content.decode()[:500]
    return browser


class PhoneApplicant(Applicant):
    """The same journey by the business licence method, without a cloud account."""

    def __init__(self, *, company=DEMO, person=HEAD, browser=None):
        super().__init__(None, company=company, person=person, browser=browser or sign_in_by_phone(person.mobile))

    def begin(self):
        self.ref = self.browser.get("/begin/licence/")["Location"].split("/")[2]
        return self

    def give_licence(self, **read):
        """Upload a picture; a worker has read these values from it, each surely."""
        self.post("company/upload/", picture=file(clips.moving(1)[0]))
        told = {"value": "", "sure": True, "confidence": 0.99, "box": None}
        fields = {name: {**told, "value": value} for name, value in read.items()}
        check = Check.objects.filter(matter=self.row.matter, kind="licence", superseded_at=None).latest("created_at")
        view = {"upload": str(check.upload_id), "width": 320, "height": 240}
        check.end("read", engine="eye", fields=fields, warnings=[], view=view)
        return self

    def company(self, **changes):
        if not self.browser.get(self.address("company/")).context["reading"]:
            self.give_licence()
        return super().company(**changes)
