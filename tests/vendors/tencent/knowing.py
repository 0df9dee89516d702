"""Answers of the vendor's shapes out of the practice world: what its sources would know of it."""

from chopmark.practice import residents, values
from chopmark.practice.models import Company, Resident

_STATUS = {
    "open": "1", "moved_out": "2", "deregistered": "3", "revoked": "4", "rescinded": "5", "suspended": "6", "other": "0",
}  # fmt: skip
SILENT = {"Error": {"Code": "InternalError", "Message": "said"}}


def teach(vendor):
    """Rows are read here, in the thread that sees them."""
    companies = {row.uscc: row for row in Company.objects.filter(is_listed=True)}
    people = {row.id_number: row for row in Resident.objects.all()}
    vendor.answers = {
        "VerifyBizLicenseEnterprise3": lambda asked: _three(companies, asked),
        "VerifyBizLicenseEnterprise4": lambda asked: _four(companies, asked),
        "IdCardVerification": lambda asked: _two_of(people, asked),
        "PhoneVerification": lambda asked: _three_of(people, asked),
        "SendSms": _carry,
    }


def _three(companies, asked):
    row = companies.get(asked["CreditCode"])
    if asked["CreditCode"] == values.REGISTRY_DOWN:
        return {"StatusCode": 1}
    if row is None:
        return {"StatusCode": 2}
    of_three = asked["VerifyType"] == "ENT_3META"
    agrees = asked["EntName"] == row.name and (not of_three or asked["LrName"] == row.legal_representative)
    if not agrees:
        return {"StatusCode": 0, "VerifyResult": 0, "OperatingStatus": "/"}
    status = _STATUS[row.status]
    return {"StatusCode": 0, "VerifyResult": 1, "OperatingStatus": {"1": "1"}.get(status, "2") if of_three else status}


def _four(companies, asked):
    row = companies.get(asked["CreditCode"])
    if row is None:
        wrong = dict.fromkeys(("IsEntNameConsistent", "IsLrNameConsistent", "IsIdNumConsistent"), False)
        return {"StatusCode": 0, "VerifyResult": 0, "IsCreditCodeConsistent": False, **wrong}
    told = {
        "IsCreditCodeConsistent": True,
        "IsEntNameConsistent": asked["EntName"] == row.name,
        "IsLrNameConsistent": asked["LrName"] == row.legal_representative,
        "IsIdNumConsistent": asked["IdNum"] == row.legal_representative_number,
    }
    return {"StatusCode": 0, "VerifyResult": int(all(told.values())), **told}


def _two_of(people, asked):
    row = people.get(asked["IdCard"])
    if asked["IdCard"] == values.IDENTITY_DOWN.number:
        return {"Result": "-4", "Description": "said"}
    if row is None:
        return {"Result": "-5", "Description": "said"}
    return {"Result": "0" if row.name == asked["Name"] else "-1", "Description": "said"}


def _three_of(people, asked):
    row = people.get(asked["IdCard"])
    if asked["IdCard"] == values.IDENTITY_DOWN.number:
        return {"Result": "-11", "Description": "said"}
    agrees = row is not None and (row.name, row.mobile) == (asked["Name"], asked["Phone"])
    return {"Result": "0" if agrees else "-4", "Description": "said"}


def _carry(asked):
    to = asked["PhoneNumberSet"][0]
    if to == f"+86{residents.MOBILE_UNSURE}":
        return SILENT
    busy = to == f"+86{residents.MOBILE_DOWN}"
    code = "LimitExceeded.PhoneNumberDailyLimit" if busy else "Ok"
    return {
        "SendStatusSet": [{"SerialNo": "" if busy else "2433:1", "PhoneNumber": to, "Code": code, "Message": "said"}]
    }
