"""Subscribers, and the log of what they were told: for chief editors only. Who has a secret can pass for this site."""

import json
from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.models import Delivery, Subscriber
from claims.webhooks import events, sending, subscribing
from sources.admin import DeskAdmin
from sources.capturing.addresses import ALLOWED_PORTS

Done = tuple[int, str]  # the level of a message, and its text
STANDING = [
    "state",
    "waiting_count",
    "queued_up_to",
    "failures",
    "failing_since",
    "rests_until",
    "created_by",
    "created_at",
]
# What to do about an address to which nothing would ever be sent.
REFUSED = {
    Delivery.Fault.ADDRESS: gettext_lazy(
        "Give an address that begins with https:// and holds no user name. Without TLS only hosts can be"
        " told that WEBHOOK_PRIVATE_HOSTS names, each with its port."
    ),
    Delivery.Fault.PRIVATE: gettext_lazy(
        "This address leads into a private network, where nothing is sent. Give one that can be reached from"
        " anywhere, or have whoever runs this site name the host with its port in WEBHOOK_PRIVATE_HOSTS."
    ),
    Delivery.Fault.PORT: gettext_lazy(
        "Nothing is sent to this port. Give one of %(ports)s, or have whoever runs this site name the host with its"
        " port in WEBHOOK_PRIVATE_HOSTS."
    ),
}


class SubscriberForm(forms.ModelForm):
    def clean_url(self) -> str:
        url = self.cleaned_data["url"]
        if fault := sending.complaint(url):
            raise ValidationError(REFUSED[fault] % {"ports": ", ".join(map(str, sorted(ALLOWED_PORTS)))})
        return url


@admin.register(Subscriber)
class SubscriberAdmin(DeskAdmin):
    form = SubscriberForm
    change_form_template = "admin/claims/subscriber/change_form.html"
    list_display = ["name", "state", "waiting_count", "queued_up_to", "failing_since"]
    list_display_links = ["name"]
    search_fields = ["name", "url"]
    fieldsets = [
        (None, {"fields": ["name", "url"]}),
        (gettext_lazy("How it stands"), {"fields": STANDING}),
    ]

    def get_readonly_fields(self, request, obj=None):
        return STANDING

    def get_fieldsets(self, request, obj=None):
        return self.fieldsets if obj else self.fieldsets[:1]

    def get_queryset(self, request):
        waiting = Delivery.objects.waiting().filter(subscriber=OuterRef("pk")).order_by().values("subscriber")
        # In a query of its own: PostgreSQL locks no row of one that counts.
        return super().get_queryset(request).annotate(waiting=Subquery(waiting.values(n=Count("pk"))))

    def get_urls(self) -> list:
        def page(view):
            return self.admin_site.admin_view(lambda request, pk, **given: view(self, request, pk, **given))

        return [
            path("<int:pk>/secret/", page(secret_view), name="claims_subscriber_secret"),
            *[
                path(f"<int:pk>/{name}/", page(act_view), {"act": act}, name=f"claims_subscriber_{name}")
                for name, act in ACTS.items()
            ],
            *super().get_urls(),
        ]

    def save_model(self, request, obj, form, change) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            subscribing.register(obj, by=request.user)

    @admin.display(description=gettext_lazy("state"))
    def state(self, subscriber):
        return subscriber.get_off_because_display() or _("Switched on")

    @admin.display(description=gettext_lazy("waiting"))
    def waiting_count(self, subscriber):
        return subscriber.waiting or 0


def secret_view(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """Asked for by POST, so that no link and no browser's history brings it up; each look is logged."""
    subscriber = _managed(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if "change" in request.POST:
        subscribing.change_secret(subscriber)
        subscriber.refresh_from_db()
        model_admin.log_change(request, subscriber, "The secret was changed.")
    else:
        model_admin.log_change(request, subscriber, "The secret was looked at.")
    context = {"title": _("Secret of “%s”") % subscriber, "subscriber": subscriber, "opts": model_admin.opts}
    context |= {"secrets": subscriber.secrets()}
    context = model_admin.admin_site.each_context(request) | context
    return TemplateResponse(request, "admin/claims/subscriber/secret.html", context)


def act_view(model_admin: ModelAdmin, request: HttpRequest, pk: int, act: Callable) -> HttpResponse:
    subscriber = _managed(request, pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    level, told = act(subscriber)
    if level == messages.SUCCESS:
        model_admin.log_change(request, subscriber, told)
    messages.add_message(request, level, told)
    return redirect("admin:claims_subscriber_change", pk)


def _test(subscriber: Subscriber) -> Done:
    if subscribing.send_test(subscriber):
        return messages.SUCCESS, _("A test event is on its way. What comes of it is in the log of deliveries.")
    if subscriber.is_on:
        return messages.WARNING, _("A test event waits already. See that the worker runs: manage.py work.")
    return messages.WARNING, _("Nothing is sent to who is switched off. Switch the subscriber on first.")


def _switch_on(subscriber: Subscriber) -> Done:
    if subscribing.switch_on(subscriber):
        return messages.SUCCESS, _("Switched on. It is now told everything since it was switched off.")
    return messages.WARNING, _("It was switched on already.")


def _switch_off(subscriber: Subscriber) -> Done:
    if subscribing.switch_off(subscriber):
        return messages.SUCCESS, _("Switched off. What is published meanwhile it is told once it is on again.")
    return messages.WARNING, _("It was switched off already.")


def _try_all(subscriber: Subscriber) -> Done:
    if not subscriber.is_on:
        return messages.WARNING, _("Nothing is sent to who is switched off. Switch the subscriber on first.")
    count = subscribing.try_now(subscriber.deliveries.all())
    told = ngettext("%(n)d delivery is tried again now.", "%(n)d deliveries are tried again now.", count)
    return messages.SUCCESS, told % {"n": count}


# By the last part of the address.
ACTS = {"test": _test, "on": _switch_on, "off": _switch_off, "retry": _try_all}


def _managed(request: HttpRequest, pk: int) -> Subscriber:
    """admin_view lets in anybody with a staff account."""
    if not request.user.has_perm("claims.change_subscriber"):
        raise PermissionDenied(_("Your role does not allow you to manage subscribers."))
    return get_object_or_404(Subscriber, pk=pk)


@admin.register(Delivery)
class DeliveryAdmin(DeskAdmin):
    """The log: it can be looked at, and what waits can be tried at once."""

    change_form_template = "admin/claims/delivery/change_form.html"
    list_display = ["publication_or_test", "subscriber", "status", "attempts", "response_code", "last_attempt_at"]
    list_filter = ["status", "subscriber"]
    list_select_related = ["subscriber", "publication"]
    readonly_fields = ("about", "body")

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def get_fields(self, request, obj=None):
        coming = ["next_attempt_at"] if obj and obj.is_waiting else []
        tried = ["attempts", "last_attempt_at", "fault", "response_code", "answer", *coming, "delivered_at"]
        return ["subscriber", "about", "message_id", "status", *tried, "created_at", "body"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("publication__document")

    def get_urls(self) -> list:
        view = self.admin_site.admin_view(lambda request, pk: retry_view(self, request, pk))
        return [path("<int:pk>/retry/", view, name="claims_delivery_retry"), *super().get_urls()]

    @admin.display(description=gettext_lazy("publication"), ordering="pk")
    def publication_or_test(self, delivery):
        return delivery.publication or _("Test")

    @admin.display(description=gettext_lazy("publication"))
    def about(self, delivery):
        publication = delivery.publication
        if publication is None:
            return _("Test")
        address = reverse("public:revision", args=[publication.claim.slug, publication.revision])
        return format_html('<a href="{}">{}</a> {}', address, publication, publication.claim)

    @admin.display(description=gettext_lazy("what is sent"))
    def body(self, delivery):
        told = json.dumps(json.loads(events.body(delivery)), indent=2, ensure_ascii=False)
        return format_html("<pre>{}</pre>", told)


def retry_view(model_admin: ModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    if not request.user.has_perm("claims.change_subscriber"):
        raise PermissionDenied(_("Your role does not allow you to manage subscribers."))
    delivery = get_object_or_404(Delivery.objects.select_related("subscriber"), pk=pk)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not delivery.subscriber.is_on:
        level, told = messages.WARNING, _("Nothing is sent to who is switched off. Switch the subscriber on first.")
    elif subscribing.try_now(Delivery.objects.filter(pk=pk)):
        level, told = messages.SUCCESS, _("It is tried again now. Look here again in a moment.")
    else:
        level, told = messages.WARNING, _("It does not wait any more: there is nothing to try.")
    messages.add_message(request, level, told)
    return redirect("admin:claims_delivery_change", pk)


def switched_off(context: dict) -> dict:
    """For the home page: the subscribers that were switched off without anybody's doing."""
    if not context["request"].user.has_perm("claims.view_subscriber"):
        return {"subscribers": []}
    return {"subscribers": Subscriber.objects.switched_off_by_program()}
