"""Fill in the desk's forms as a browser does: everything that the page's form holds goes back with it."""

from html.parser import HTMLParser

from django.contrib.auth.models import Permission


class _Form(HTMLParser):
    """The fields of one form and their values. Nothing of Django's own forms is used, only what the page says."""

    def __init__(self, form_id: str | None) -> None:
        super().__init__()
        self.form_id, self.inside, self.fields = form_id, False, {}
        self.select = self.textarea = None
        self.here = False

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "form":
            self.inside = given.get("method") == "post" and given.get("id") == self.form_id
        # A field elsewhere on the page may say to which form it belongs.
        self.here = given["form"] == self.form_id if "form" in given else self.inside
        if not (self.here or (tag == "option" and self.select)):
            return
        name = given.get("name")
        if tag == "input" and name and given.get("type") not in ("submit", "file", "checkbox", "radio"):
            self.fields[name] = given.get("value", "")
        elif tag == "input" and name and "checked" in given:
            self.fields[name] = given.get("value", "on")
        elif tag == "textarea":
            self.textarea, self.fields[name] = name, ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in given:
            self.fields.setdefault(self.select, []).append(given["value"])

    def handle_data(self, data):
        if self.textarea:
            # HTML drops the line break with which Django begins a textarea.
            self.fields[self.textarea] += data.removeprefix("\n") if not self.fields[self.textarea] else data

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "textarea":
            self.textarea = None
        elif tag == "select":
            self.select = None


def fields_of(response, form_id=None) -> dict:
    form = _Form(form_id)
    form.feed(response.content.decode())
    return {name: value for name, value in form.fields.items() if name and "__prefix__" not in name}


def add_row(fields: dict, prefix: str, **values) -> None:
    """As “Add another” does."""
    number = int(fields[f"{prefix}-TOTAL_FORMS"])
    fields[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    fields.update({f"{prefix}-{number}-{name}": value for name, value in values.items()})


def claim_url(claim, *rest) -> str:
    return "/".join(["/admin/claims/claim", str(claim.pk), *rest, ""]) if rest else f"{claim_url(claim, 'change')}"


def open_claim(client, claim) -> dict:
    return fields_of(client.get(claim_url(claim)), "claim_form")


def save_claim(client, claim, **changes):
    return client.post(claim_url(claim), open_claim(client, claim) | changes)


def grant(person, *codenames) -> None:
    """Single permissions, as no role has them."""
    person.user_permissions.add(*Permission.objects.filter(codename__in=codenames))
