"""Sign a sheet, judge it, and forget both: for the doctor."""

import io
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from reportlab.pdfgen.canvas import Canvas

from chopmark.trust import authority, documents, statements


class Command(BaseCommand):
    help = "Sign, stamp and verify a sheet and a statement with the keys of this installation; leaves no trace."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            self._check()
            transaction.set_rollback(True)

    def _check(self) -> None:
        signed = documents.sign(_sheet(), name="Chopmark", reason="doctor")
        roots = authority.root_pem()
        if not documents.verify(signed, roots=roots).is_valid:
            raise CommandError("a sheet that was just signed is not valid; look at the certificates and the clock")
        if not statements.verify(statements.sign_json({"doctor": True}), roots=roots).is_valid:
            raise CommandError("a statement that was just signed is not valid; look at the certificates and the clock")


def _sheet() -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()
