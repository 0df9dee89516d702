import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import chopmark.kit.clock
import chopmark.kit.fields


class Migration(migrations.Migration):
    """A title is sealed to its row; no use of a seal was written before contracts came, so nothing is carried over."""

    dependencies = [("seals", "0001_initial"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.DeleteModel(name="Use"),
        migrations.CreateModel(
            name="Use",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("matter", models.CharField(max_length=64, unique=True)),
                ("title", chopmark.kit.fields.EncryptedTextField()),
                ("at", models.DateTimeField(default=chopmark.kit.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "seal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="seals.seal"
                    ),
                ),
            ],
            options={"ordering": ("-at",)},
        ),
    ]
