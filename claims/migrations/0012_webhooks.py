"""Subscribers, who are told of every publication; chief editors look after them."""

import claims.models.webhook
import django.db.models.deletion
import django.utils.timezone
import simple_history.models
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


MAY = ["add_subscriber", "change_subscriber", "view_subscriber", "view_delivery"]


def let_chief_editors_manage(apps, schema_editor):
    config = apps.get_app_config("claims")
    # Django makes permissions after all migrations; the role needs these now.
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
    may = apps.get_model("auth", "Permission").objects.filter(content_type__app_label="claims", codename__in=MAY)
    for role in apps.get_model("auth", "Group").objects.filter(name="Chief editor"):
        role.permissions.add(*may)


class Migration(migrations.Migration):

    dependencies = [
        ("claims", "0011_claim_merged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoricalSubscriber',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('name', models.CharField(help_text='Whose program it is and what for, such as “Archive, Oslo”.', max_length=100, verbose_name='name')),
                ('url', models.CharField(help_text='Where its program listens, such as https://hub.example.org/factcheck. It begins with https, and does not lead into a private network unless WEBHOOK_PRIVATE_HOSTS says so.', max_length=1000, verbose_name='address')),
                ('off_because', models.CharField(blank=True, choices=[('by hand', 'Switched off by hand'), ('failing', 'Switched off: nothing got through for days'), ('gone', 'Switched off: it answered 410 Gone')], editable=False, help_text='Empty while it is switched on. Nothing is lost meanwhile: once on again, it is told the rest.', max_length=10, verbose_name='switched off')),
                ('created_at', models.DateTimeField(blank=True, editable=False, help_text='What was published before, it is not told.', verbose_name='registered at')),
                ('history_id', models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField()),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('created_by', models.ForeignKey(blank=True, db_constraint=False, db_index=False, editable=False, help_text='Who registered it.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='registered by')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'historical subscriber',
                'verbose_name_plural': 'historical subscribers',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
                'default_permissions': (),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Subscriber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Whose program it is and what for, such as “Archive, Oslo”.', max_length=100, unique=True, verbose_name='name')),
                ('url', models.CharField(help_text='Where its program listens, such as https://hub.example.org/factcheck. It begins with https, and does not lead into a private network unless WEBHOOK_PRIVATE_HOSTS says so.', max_length=1000, verbose_name='address')),
                ('secret', models.CharField(default=claims.models.webhook.new_secret, editable=False, help_text='What it is told is signed with.', max_length=100, verbose_name='secret')),
                ('previous_secret', models.CharField(blank=True, editable=False, help_text='Signs too, for a while.', max_length=100, verbose_name='previous secret')),
                ('previous_until', models.DateTimeField(editable=False, help_text='Until then both secrets sign.', null=True, verbose_name='previous secret until')),
                ('off_because', models.CharField(blank=True, choices=[('by hand', 'Switched off by hand'), ('failing', 'Switched off: nothing got through for days'), ('gone', 'Switched off: it answered 410 Gone')], editable=False, help_text='Empty while it is switched on. Nothing is lost meanwhile: once on again, it is told the rest.', max_length=10, verbose_name='switched off')),
                ('queued_up_to', models.PositiveBigIntegerField(editable=False, help_text='The last publication that was taken from the record for it, by its number.', verbose_name='told up to')),
                ('failures', models.PositiveIntegerField(default=0, editable=False, help_text='Since something last got through.', verbose_name='failures in a row')),
                ('failing_since', models.DateTimeField(editable=False, help_text='The first failure since something got through.', null=True, verbose_name='failing since')),
                ('rests_until', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='After failures, ever longer.', verbose_name='left in peace until')),
                ('busy_until', models.DateTimeField(default=django.utils.timezone.now, editable=False, help_text='Until then it belongs to the worker that calls on it, who may have been killed.', verbose_name='busy until')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='What was published before, it is not told.', verbose_name='registered at')),
                ('created_by', models.ForeignKey(editable=False, help_text='Who registered it.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='registered by')),
            ],
            options={
                'verbose_name': 'subscriber',
                'verbose_name_plural': 'subscribers',
                'ordering': ['name'],
                'default_permissions': ('add', 'change', 'view'),
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message_id', models.CharField(help_text='The same at every attempt: by this it is known again.', max_length=80, verbose_name='webhook-id')),
                ('status', models.CharField(choices=[('waiting', 'Waiting'), ('delivered', 'Delivered'), ('failed', 'Failed')], default='waiting', help_text='How far it has come.', max_length=10, verbose_name='status')),
                ('attempts', models.PositiveIntegerField(default=0, help_text='How often it was tried.', verbose_name='attempts')),
                ('next_attempt_at', models.DateTimeField(default=django.utils.timezone.now, help_text='Not before then; the later, the more attempts failed.', verbose_name='next attempt')),
                ('last_attempt_at', models.DateTimeField(help_text='When it was last tried.', null=True, verbose_name='last attempt')),
                ('fault', models.CharField(blank=True, choices=[('address', 'The address cannot be called on. Correct it.'), ('private', 'The address leads into a private network, which WEBHOOK_PRIVATE_HOSTS does not allow.'), ('port', 'Nothing is sent to this port, unless WEBHOOK_PRIVATE_HOSTS says so.'), ('host', 'There is no server of this name.'), ('connection', 'The server could not be reached.'), ('certificate', 'The server could not prove who it is.'), ('time', 'The server took too long to answer.'), ('broken', 'The answer broke off, or was none.'), ('refused', 'It answered with something else than 2xx.'), ('program', 'Something went wrong in this program. Tell who runs this site.')], help_text='At the last attempt.', max_length=12, verbose_name='what went wrong')),
                ('response_code', models.PositiveSmallIntegerField(help_text='Of HTTP: from 200 to 299 it is delivered, 410 switches off.', null=True, verbose_name='answer’s code')),
                ('answer', models.CharField(blank=True, help_text='How the last answer began.', max_length=500, verbose_name='answer')),
                ('delivered_at', models.DateTimeField(help_text='When it was answered with 2xx.', null=True, verbose_name='delivered at')),
                ('created_at', models.DateTimeField(auto_now_add=True, help_text='When it was taken up.', verbose_name='queued at')),
                ('claim', models.ForeignKey(db_index=False, help_text='Of the publication: those of one claim are sent one after the other.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.claim', verbose_name='claim')),
                ('publication', models.ForeignKey(db_index=False, help_text='What of. A test is of none.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.publication', verbose_name='publication')),
                ('subscriber', models.ForeignKey(db_index=False, help_text='Who is told.', on_delete=django.db.models.deletion.PROTECT, related_name='deliveries', to='claims.subscriber', verbose_name='subscriber')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'ordering': ['-pk'],
                'default_permissions': ('view',),
            },
        ),
        migrations.AddConstraint(
            model_name='subscriber',
            constraint=models.CheckConstraint(condition=models.Q(('off_because__in', ['', 'by hand', 'failing', 'gone'])), name='subscriber_off_known', violation_error_message='There is no such reason for being switched off.'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('status', 'waiting')), fields=['subscriber', 'claim', 'publication'], name='delivery_waiting'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['subscriber', '-id'], name='delivery_of_subscriber'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['status', '-id'], name='delivery_by_status'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['last_attempt_at'], name='delivery_by_age'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(fields=('subscriber', 'publication'), name='delivery_once', violation_error_message='This publication is already there for this subscriber.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'delivered', 'failed'])), name='delivery_status_known', violation_error_message='There is no such status.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('delivered_at__isnull', False), ('status', 'delivered')), models.Q(models.Q(('status', 'delivered'), _negated=True), ('delivered_at__isnull', True)), _connector='OR'), name='delivery_delivered_has_time', violation_error_message='What is delivered has a time, and nothing else has.'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.CheckConstraint(condition=models.Q(('fault__in', ['', 'address', 'private', 'port', 'host', 'connection', 'certificate', 'time', 'broken', 'refused', 'program'])), name='delivery_fault_known', violation_error_message='There is no such fault.'),
        ),
        migrations.RunPython(let_chief_editors_manage, migrations.RunPython.noop),
    ]
