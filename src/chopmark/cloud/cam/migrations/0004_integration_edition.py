"""The preset of the Integration Edition, under the name that the field gives it (domain 6.3)."""

from django.db import migrations

NAME = "QcloudESSBASICFullAccess"


def put(apps, schema_editor):
    statement = {"effect": "allow", "action": ["name/essbasic:*"], "resource": ["*"]}
    document = {"version": "2.0", "statement": [statement]}
    apps.get_model("cam", "Policy").objects.create(name=NAME, document=document)


def take(apps, schema_editor):
    policy = apps.get_model("cam", "Policy").objects.get(owner=None, name=NAME)
    for kind in ("Attachment", "GroupAttachment"):  # they protect it
        apps.get_model("cam", kind).objects.filter(policy=policy).delete()
    policy.delete()


class Migration(migrations.Migration):
    dependencies = [("cam", "0003_groups")]
    operations = [migrations.RunPython(put, take)]
