"""Captures keep what was answered, also where there was no text; outlets know the state they report from."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from tracker.models.known import create_views, drop_views


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0012_moment_once"),
    ]

    operations = [
        migrations.RunPython(drop_views, create_views),
        pgtrigger.migrations.RemoveTrigger(
            model_name="outlet",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="outlet",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="outlet",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="outlet",
            name="home_state",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="State it mainly reports from (USPS, such as PA); blank for a national one. It tells namesakes apart that its texts print without a state.",
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="outlethistory",
            name="home_state",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                help_text="State it mainly reports from (USPS, such as PA); blank for a national one. It tells namesakes apart that its texts print without a state.",
                max_length=2,
            ),
        ),
        migrations.AddField(
            model_name="snapshot",
            name="headers",
            field=models.JSONField(
                blank=True,
                help_text="Headers of the answer as received, pairs of name and value; only those that say something of the text. Blank where they were not kept.",
                null=True,
            ),
        ),
        migrations.AlterField(
            model_name="snapshot",
            name="article",
            field=models.ForeignKey(
                blank=True,
                help_text="Text it is a capture of; blank when the address had none and none was held.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="snapshots",
                to="tracker.article",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="reason",
            field=models.TextField(
                blank=True,
                help_text="Why it failed, or what the address answered, in words; blank otherwise.",
            ),
        ),
        migrations.AlterField(
            model_name="submission",
            name="state",
            field=models.CharField(
                choices=[
                    ("received", "received"),
                    ("working", "being read"),
                    ("ready", "ready for review"),
                    ("unchanged", "already held, unchanged"),
                    ("absent", "read, no text at the address"),
                    ("reviewed", "reviewed"),
                    ("failed", "failed"),
                ],
                db_index=True,
                default="received",
                help_text="How far it has come.",
                max_length=10,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outlet",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tracker_outlethistory" ("created_at", "domain", "former_domains", "home_state", "id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "slug", "state", "updated_at", "version") VALUES (NEW."created_at", NEW."domain", NEW."former_domains", NEW."home_state", NEW."id", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."slug", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="06f19c849a366b787422afa6d6d05ac6cf790314",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a0e22",
                    table="tracker_outlet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outlet",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tracker_outlethistory" ("created_at", "domain", "former_domains", "home_state", "id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "slug", "state", "updated_at", "version") VALUES (NEW."created_at", NEW."domain", NEW."former_domains", NEW."home_state", NEW."id", NEW."name", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."slug", NEW."state", NEW."updated_at", NEW."version"); RETURN NULL;',
                    hash="b34e6e814f89e22deb5d01b3413126a919d4a8f3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_75668",
                    table="tracker_outlet",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outlet",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tracker_outlethistory" ("created_at", "domain", "former_domains", "home_state", "id", "name", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "slug", "state", "updated_at", "version") VALUES (OLD."created_at", OLD."domain", OLD."former_domains", OLD."home_state", OLD."id", OLD."name", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."slug", OLD."state", OLD."updated_at", OLD."version"); RETURN NULL;',
                    hash="60c87a958de0380b7076e38b729bc58a23f04dfa",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_35ea1",
                    table="tracker_outlet",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="outlet",
            constraint=models.CheckConstraint(
                condition=models.Q(("home_state", ""), ("home_state__regex", "^[A-Z]{2}$"), _connector="OR"),
                name="outlet_home_state_form",
            ),
        ),
        migrations.AddConstraint(
            model_name="snapshot",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("article__isnull", False),
                    models.Q(
                        ("status__in", (404, 410, 451)),
                        ("text", ""),
                        models.Q(("final_url", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="snapshot_of_article_or_absence",
            ),
        ),
        migrations.RunPython(create_views, drop_views),
    ]
