from claims.models import Head, PublishedClaim, Rating
from tests.claims.admin.browser import fields_of
from tests.claims.claimreviews.test_archive import bring_in, review
from tests.factories import make_published_claim, make_submitted_claim


def opened(client, slug):
    rating = Rating.objects.get(slug=slug)
    url = f"/admin/claims/rating/{rating.pk}/change/"
    return url, fields_of(client.get(url), "rating_form")


def test_chief_editor_changes_the_scale(client, chief):
    client.force_login(chief)
    url, form = opened(client, "unproven")
    version = Head.objects.version()
    client.post(url, form | {"label": "Not proven", "slug": "not-proven"})
    assert Rating.objects.get(slug="not-proven").label == "Not proven"
    assert Head.objects.version() != version


def test_editor_only_reads_the_scale(client, editor):
    client.force_login(editor)
    url, form = opened(client, "unproven")
    assert "label" not in form
    assert client.post(url, {"label": "Not proven"}).status_code == 403


def test_slug_of_a_published_rating_is_frozen(client, chief, reporter, editor):
    make_published_claim(by=reporter, approved_by=editor)
    client.force_login(chief)
    assert "slug" not in opened(client, "mostly-true")[1]
    assert "slug" in opened(client, "false")[1]


def test_slug_of_an_imported_rating_is_frozen(client, chief):
    bring_in(chief, review())
    client.force_login(chief)
    public = PublishedClaim.objects.get().rating
    assert "slug" not in opened(client, public)[1]
    assert "slug" in opened(client, "unproven")[1]


def test_scale_does_not_tell_which_rating_is_proposed(client, chief, reporter):
    make_submitted_claim(by=reporter)
    client.force_login(chief)
    assert "slug" in opened(client, "mostly-true")[1]


def test_rating_is_not_deleted(client, superuser):
    client.force_login(superuser)
    rating = Rating.objects.get(slug="unproven")
    assert client.post(f"/admin/claims/rating/{rating.pk}/delete/", {"post": "yes"}).status_code == 403
