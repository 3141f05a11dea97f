"""The three roles. What a curator and an editor may do is decided by the role's name (tracker.actions.permissions);
only the administrator's hold on accounts is a permission of Django's."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = ("curator", "editor", "administrator")
ACCOUNTS = ("add_user", "change_user", "view_user", "view_group")


def make(apps, schema_editor):
    # Permissions are usually made after all migrations; these are needed now.
    auth = apps.get_app_config("auth")
    auth.models_module = True
    create_permissions(auth, apps=apps, verbosity=0)
    Group, Permission = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    groups = {name: Group.objects.get_or_create(name=name)[0] for name in ROLES}
    groups["administrator"].permissions.add(
        *Permission.objects.filter(content_type__app_label="auth", codename__in=ACCOUNTS)
    )


class Migration(migrations.Migration):
    dependencies = [("tracker", "0003_search"), ("auth", "0012_alter_user_first_name_max_length")]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
