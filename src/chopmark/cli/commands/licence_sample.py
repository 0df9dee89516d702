"""`chopmark licence sample`: pictures of licences that do not exist, with what is truly on them."""

import argparse
import json
from pathlib import Path

from chopmark.drawing.damage import Damage, damaged
from chopmark.drawing.licence_fields import Kind, LicenceFields
from chopmark.drawing.licences import Form, Licence, draw_licence
from chopmark.evidence import uscc
from chopmark.practice import invent

EXAMPLE = "chopmark licence sample --seed 7 --kind company --damage phone --out samples"
ANY = "any"
_PORTRAIT_EVERY = 5  # every fifth sample has the older form, which is still found in practice


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seed", type=int, default=1, help="the first seed; the same seed, the same sample")
    parser.add_argument("--kind", default=ANY, help=f"{ANY}, {', '.join(Kind)}")
    parser.add_argument("--damage", default=Damage.CLEAN, help=", ".join(Damage))
    parser.add_argument("--out", type=Path, required=True, help="the directory to write to")
    parser.add_argument("--count", type=int, default=1, help="how many, counting the seed up")


def run(args: argparse.Namespace) -> int:
    """Write licence-<seed>.jpg and licence-<seed>.json for each seed."""
    if args.count < 1:
        raise ValueError("--count must be at least 1.")
    damage = Damage(_one_of(args.damage, allowed=list(Damage), option="--damage"))
    kind = _one_of(args.kind, allowed=[ANY, *Kind], option="--kind")
    args.out.mkdir(parents=True, exist_ok=True)
    for seed in range(args.seed, args.seed + args.count):
        _write(seed, kind=invent.kind_of(seed) if kind == ANY else Kind(kind), damage=damage, out=args.out)
    return 0


def _one_of(value: str, *, allowed: list[str], option: str) -> str:
    if value not in allowed:
        raise ValueError(f"{option} must be one of {', '.join(allowed)}, not {value}.")
    return value


def _write(seed: int, *, kind: Kind, damage: Damage, out: Path) -> None:
    fields = invent.licence(seed, kind=kind)
    form = Form.PORTRAIT if seed % _PORTRAIT_EVERY == 0 else Form.LANDSCAPE
    licence = draw_licence(fields, form=form)
    truth = json.dumps(true_fields(fields, licence=licence), ensure_ascii=False, indent=2)
    (out / f"licence-{seed}.json").write_text(truth + "\n", encoding="utf-8")
    (out / f"licence-{seed}.jpg").write_bytes(damaged(licence.picture, damage=damage, seed=seed).jpeg)
    print(out / f"licence-{seed}.jpg")


def true_fields(fields: LicenceFields, *, licence: Licence) -> dict[str, str]:
    """What a reader should find: printed values as printed, "" where the sheet has no such row."""
    printed = {name: licence.fields[name].text if name in licence.fields else "" for name in _PRINTED}
    entity_type = uscc.entity_type_of(fields.uscc)
    return {**printed, **_name(fields), "entity_type": entity_type or "", "kind": fields.kind}


def _name(fields: LicenceFields) -> dict[str, str]:
    """A sole trader without a shop name is called 个体户 plus the operator's name (domain 1.5), whatever is printed."""
    if fields.kind is not Kind.SHOPLESS:
        return {}
    return {"name": f"个体户{fields.legal_representative}", "printed_name": fields.name}


_PRINTED = (
    "uscc",
    "name",
    "type_text",
    "legal_representative",
    "address",
    "capital",
    "established",
    "term",
    "scope",
    "authority",
    "composing_form",
)
