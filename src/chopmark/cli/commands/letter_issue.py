"""`chopmark letter issue`: a power of attorney as PDF, from a file with its values.

The values are texts in one JSON object, in the words of the API (domain 4.1):

  OrganizationName, UniformSocialCreditCode, LegalName, AdminName, AdminMobile, AdminIdCardNumber   needed
  AdminIdCardType  ID_CARD (unless given), HONGKONG_AND_MACAO, HONGKONG_MACAO_AND_TAIWAN, or the words to print
  Family           E enterprise (unless given), S sole trader, G public body, O other organisation
  LegalTitle       负责人, 执行事务合伙人 and so on; 法定代表人 or 经营者 unless given
  Certificate      what a public body shows instead of a business licence: 事业单位法人证书
  Operator         who runs the platform, as the letter names them
  Number           such as POA-7K4P-92QD; drawn unless given
  Issued           a day such as 2026-10-08; today unless given
  UploadUrl        where the QR code leads
"""

import argparse
import datetime as dt
import json
import secrets
from pathlib import Path
from typing import Any

from chopmark.drawing.letters import Family, Language, LetterData, Mark, chinese_letter, english_letter

EXAMPLE = "chopmark letter issue --data letter.json --out letter.pdf"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that looks like something else on paper
_DEFAULT_OPERATOR = "Chopmark 运营方"

# Domain 4.1, in the spelling of the API.
_REQUIRED = {
    "OrganizationName": "organization_name",
    "UniformSocialCreditCode": "uniform_social_credit_code",
    "LegalName": "legal_name",
    "AdminName": "admin_name",
    "AdminMobile": "admin_mobile",
    "AdminIdCardNumber": "admin_id_card_number",
}
_OPTIONAL = {
    "LegalTitle": "legal_title",
    "Operator": "operator",
    "Number": "number",
    "Certificate": "certificate",
    "UploadUrl": "upload_url",
}
_CARDS = {
    "ID_CARD": "居民身份证",
    "HONGKONG_AND_MACAO": "港澳居民来往内地通行证",
    "HONGKONG_MACAO_AND_TAIWAN": "港澳台居民居住证",
}  # domain 2.1, as the letter of the pages prints them


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--data", type=Path, required=True, help="a JSON object with the values of the letter")
    parser.add_argument("--out", type=Path, required=True, help="the PDF to write")
    parser.add_argument("--lang", default=Language.CHINESE, help=", ".join(Language))
    parser.add_argument("--draft", action="store_true", help="print that no lawyer has approved the text")


def run(args: argparse.Namespace) -> int:
    """Write the letter; every missing or unfit value is a ValueError that names it."""
    if args.lang not in set(Language):
        raise ValueError(f"--lang must be one of {', '.join(Language)}, not {args.lang}.")
    data = letter_data(read_values(args.data))
    make = chinese_letter if args.lang == Language.CHINESE else english_letter
    args.out.write_bytes(make(data, marks=frozenset({Mark.DRAFT} if args.draft else ())))
    print(args.out)
    return 0


def letter_data(values: dict[str, Any]) -> LetterData:
    """The letter that a JSON object describes; number, operator and day are made up where it is silent."""
    for key in _REQUIRED:
        if not values.get(key):
            raise ValueError(f"{key} is missing.")
    names = _REQUIRED | _OPTIONAL
    given = {names[key]: str(value) for key, value in values.items() if key in names}
    card = str(values.get("AdminIdCardType") or "ID_CARD")
    usual = {"number": new_number(), "operator": _DEFAULT_OPERATOR, "admin_id_card_type": _CARDS.get(card, card)}
    return LetterData(family=_family(values), issued=_issued(values), **{**usual, **given})  # type: ignore[arg-type]


def _issued(values: dict[str, Any]) -> dt.date:
    """The day on which it is handed out, as `Issued`; today where nothing is said."""
    try:
        return dt.date.fromisoformat(str(values["Issued"])) if values.get("Issued") else dt.datetime.now(dt.UTC).date()
    except ValueError as error:
        raise ValueError(f"Issued must be a day such as 2026-10-08, not {values['Issued']}.") from error


def new_number() -> str:
    """A document number such as POA-7K4P-92QD: 40 bits that nobody can guess from the last one."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"POA-{drawn[:4]}-{drawn[4:]}"


def _family(values: dict[str, Any]) -> Family:
    family = values.get("Family", Family.ENTERPRISE)
    if family not in set(Family):
        raise ValueError(f"Family must be one of {', '.join(Family)}, not {family}.")
    return Family(family)


def read_values(path: Path) -> dict[str, Any]:
    """The JSON object of a file; OSError where there is no file, ValueError where it holds something else."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} cannot be read as JSON: {error}.") from error
    if not isinstance(values, dict):
        raise ValueError(f"{path} must hold one JSON object.")  # noqa: TRY004 - commands refuse with ValueError
    return values
