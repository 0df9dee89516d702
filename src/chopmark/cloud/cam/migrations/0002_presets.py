"""The policies that every account finds ready."""

from django.db import migrations

ACTIONS = {
    "QcloudESSFullAccess": ["name/ess:*"],
    "QcloudESSReadOnlyAccess": ["name/ess:Login", "name/ess:Describe*"],
    "AdministratorAccess": ["*:*"],
    "ChopmarkReviewer": ["name/ess:ReviewApplications"],
}


def put(apps, schema_editor):
    policy = apps.get_model("cam", "Policy")
    for name, actions in ACTIONS.items():
        statement = {"effect": "allow", "action": actions, "resource": ["*"]}
        policy.objects.create(name=name, document={"version": "2.0", "statement": [statement]})


def take(apps, schema_editor):
    apps.get_model("cam", "Policy").objects.filter(owner=None, name__in=ACTIONS).delete()


class Migration(migrations.Migration):
    dependencies = [("cam", "0001_initial")]
    operations = [migrations.RunPython(put, take)]
