"""What a person found of each record that rests on a source with a notice."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from tracker.models.known import create_views, drop_views


class Migration(migrations.Migration):
    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("tracker", "0006_compared_captures"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop_views, create_views),
        migrations.CreateModel(
            name="NoticeCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "record_kind",
                    models.CharField(help_text="Kind of the record, as in addresses.", max_length=20),
                ),
                ("record_id", models.BigIntegerField(help_text="Id of the record.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("stands", "looked at: it stands"),
                            ("corrected", "corrected"),
                            ("retracted", "retracted"),
                        ],
                        help_text="What was found.",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="Why, in a sentence.", max_length=300)),
                (
                    "decided_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When (UTC).",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        help_text="Who looked.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        help_text="The notice.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="tracker.sourcenotice",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="NoticeCheckHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                (
                    "superseded_at",
                    models.DateTimeField(
                        editable=False,
                        help_text="When the next version of this row was recorded; blank if newest.",
                        null=True,
                    ),
                ),
                ("id", models.BigIntegerField()),
                (
                    "record_kind",
                    models.CharField(help_text="Kind of the record, as in addresses.", max_length=20),
                ),
                ("record_id", models.BigIntegerField(help_text="Id of the record.")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("stands", "looked at: it stands"),
                            ("corrected", "corrected"),
                            ("retracted", "retracted"),
                        ],
                        help_text="What was found.",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, help_text="Why, in a sentence.", max_length=300)),
                (
                    "decided_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        help_text="When (UTC).",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="Who looked.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        db_constraint=False,
                        help_text="The notice.",
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tracker.sourcenotice",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        related_query_name="events",
                        to="tracker.noticecheck",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="noticecheck",
            constraint=models.UniqueConstraint(
                fields=("notice", "record_kind", "record_id"), name="notice_check_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticecheck",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tracker_noticecheckhistory" ("decided_at", "decided_by_id", "id", "notice_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "record_kind") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."notice_id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."record_id", NEW."record_kind"); RETURN NULL;',
                    hash="839a8e122a23e69f8f9ac91893bde64c1abf3b38",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f55ae",
                    table="tracker_noticecheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticecheck",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "tracker_noticecheckhistory" ("decided_at", "decided_by_id", "id", "notice_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "record_kind") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."notice_id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."record_id", NEW."record_kind"); RETURN NULL;',
                    hash="feff8db5ca2edf21a9f0267ad1635ab3753d0227",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fdbeb",
                    table="tracker_noticecheck",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticecheck",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "tracker_noticecheckhistory" ("decided_at", "decided_by_id", "id", "notice_id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "record_id", "record_kind") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."id", OLD."notice_id", OLD."outcome", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."record_id", OLD."record_kind"); RETURN NULL;',
                    hash="cc03c7548e459e6b55584d488730b34a3a079870",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a92f2",
                    table="tracker_noticecheck",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="noticecheckhistory",
            index=models.Index(fields=["pgh_obj", "pgh_created_at"], name="noticecheck_ev_obj"),
        ),
        migrations.AddIndex(
            model_name="noticecheckhistory",
            index=models.Index(fields=["pgh_created_at"], name="noticecheck_ev_at"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticecheckhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="supersede",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"pgh_label\" IN ('update', 'delete'))",
                    func="\n        UPDATE tracker_noticecheckhistory SET superseded_at = NEW.pgh_created_at\n         WHERE pgh_obj_id = NEW.pgh_obj_id AND superseded_at IS NULL;\n        IF NEW.pgh_label = 'delete' THEN NEW.superseded_at := NEW.pgh_created_at; END IF;\n        RETURN NEW;\n        ",
                    hash="4b00befd84524eef5a0c0c7a3431e79471572bbf",
                    operation="INSERT",
                    pgid="pgtrigger_supersede_57a03",
                    table="tracker_noticecheckhistory",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticecheckhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="keep",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n        IF TG_OP = 'UPDATE' AND OLD.superseded_at IS NULL AND NEW.superseded_at IS NOT NULL\n           AND to_jsonb(OLD) - 'superseded_at' = to_jsonb(NEW) - 'superseded_at' THEN\n            RETURN NEW;\n        END IF;\n        RAISE EXCEPTION 'History is never changed or erased.'\n            USING ERRCODE = '23514', CONSTRAINT = 'history_append_only';\n        ",
                    hash="ec43db36e7a62525f06f62c7206180218c62471f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_keep_7e699",
                    table="tracker_noticecheckhistory",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="noticecheckhistory",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'History is never changed or erased.' USING ERRCODE = '23514', CONSTRAINT = 'history_append_only';",
                    hash="fcb1a07c6fbfda06b455c079d1ecab8e3a306bda",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_a7593",
                    table="tracker_noticecheckhistory",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(create_views, drop_views),
    ]
