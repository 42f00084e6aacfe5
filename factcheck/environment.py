"""What the environment may say. A refused value stops the start, and the message names the variable."""

import ipaddress
import re
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import dj_database_url
from django.core import exceptions, validators
from django.http.request import validate_host
from environs import ValidationError

INSECURE_SECRET_KEY = "insecure-key-for-development-only"  # noqa: S105, refused outside this machine
RATE = r"off|([1-9][0-9]{0,8})/(second|minute|hour|day)"
DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql")


def validate_site_url(value: str) -> None:
    """Scheme, host and perhaps a port, such as “https://facts.example.org”: the site owns its whole host."""
    try:
        url = urlsplit(value)
        in_full = url.scheme in ("http", "https") and url.hostname and url.port != 0
    except ValueError:
        in_full = False
    if not in_full or "@" in url.netloc or url.path.strip("/") or url.query or url.fragment:
        raise ValidationError("Give scheme and host only, such as https://facts.example.org.")


def validate_database_url(value: str) -> None:
    """The message does not repeat the value: it may hold a password."""
    hint = "Give sqlite:///path/to/file or postgres://user:password@host:port/name."
    try:
        database = dj_database_url.parse(value)
    except ValueError:
        raise ValidationError(hint) from None
    scheme = value.partition(":")[0]
    if scheme not in DATABASE_SCHEMES or not database["NAME"] or (scheme == "sqlite" and database.get("HOST")):
        raise ValidationError(hint)


def validate_hosts(values: list[str]) -> None:
    """Names or addresses, without scheme or port; a leading dot takes in all subdomains, “*” is not one."""
    for host in values:
        if not re.fullmatch(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:.]+\]", host):
            raise ValidationError(f"“{host}” is not a host name: give names such as facts.example.org, with commas.")


def validate_hosts_with_ports(values: list[str]) -> None:
    for value in values:
        host, _, port = value.rpartition(":")
        validate_hosts([host])
        if host.startswith(".") or not re.fullmatch("[1-9][0-9]{0,4}", port) or int(port) > 65535:
            raise ValidationError(f"“{value}” is not a host with its port: give such as hub.intern:8080, with commas.")


def validate_email(value: str) -> None:
    try:
        validators.EmailValidator()(value or "nobody@example.org")
    except exceptions.ValidationError:
        raise ValidationError("Give an address such as corrections@example.org.") from None


def validate_license(value: str) -> None:
    if not _is_address(value):
        raise ValidationError("Give the address of a licence, such as https://creativecommons.org/licenses/by/4.0/.")


def validate_page(value: str) -> None:
    if value and not _is_address(value):
        raise ValidationError("Give the whole address of a page, such as https://facts.example.org/ethics/.")


def _is_address(value: str) -> bool:
    """One that can stand in a Link header as it is."""
    try:
        validators.URLValidator(["http", "https"])(value)
    except exceptions.ValidationError:
        return False
    return value.isascii() and not set(value) & set('<>"')


def validate_rate(value: str) -> None:
    if not re.fullmatch(RATE, value):
        raise ValidationError("Give a number of requests and a time, such as 600/minute or 5000/hour, or “off”.")


def validate_contact(value: str) -> None:
    if value and not value.startswith(("mailto:", "https://", "tel:")):
        raise ValidationError("Give mailto:security@example.org, or an address that begins with https://.")


def validate_moment(value: str) -> None:
    try:
        known = not value or datetime.fromisoformat(value).tzinfo
    except ValueError:
        known = False
    if not known:
        raise ValidationError("Give a date and time with its zone, such as 2027-12-31T00:00:00Z.")


def validate_archive_key(value: str) -> None:
    """The message does not repeat the value."""
    if value and not re.fullmatch(r"[\x21-\x39\x3b-\x7e]+:[\x21-\x39\x3b-\x7e]+", value):
        raise ValidationError("Give key and secret with a colon between them, as the archive shows them.")


def validate_time_zone(value: str) -> None:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValidationError("Give a name of the time zone database, such as Asia/Jakarta.") from None


def is_loopback(host: str) -> bool:
    """Whether this entry of ALLOWED_HOSTS names this machine only."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def refuse_unsafe(*, local: bool, secret_key: str, allowed_hosts: list[str], site_url: str) -> None:
    """Stop the start where these values would put readers or editors at risk."""
    complaints = list((_complaints_local if local else _complaints_public)(secret_key, allowed_hosts, site_url))
    if complaints:
        raise exceptions.ImproperlyConfigured(" ".join(complaints))


def refuse_archive_without_key(*, archive: str, key: str) -> None:
    if archive and not key:
        raise exceptions.ImproperlyConfigured("ARCHIVE needs ARCHIVE_KEY: key and secret, with a colon between them.")


def _complaints_local(secret_key: str, allowed_hosts: list[str], site_url: str) -> Iterable[str]:
    if not secret_key:
        yield "SECRET_KEY is empty: leave it out or give one."
    if not all(map(is_loopback, allowed_hosts)):
        yield "ALLOWED_HOSTS may name this machine only (localhost, 127.0.0.1) while DEBUG or DEMO is set."


def _complaints_public(secret_key: str, allowed_hosts: list[str], site_url: str) -> Iterable[str]:
    if len(secret_key) < 50 or len(set(secret_key)) < 5 or "insecure" in secret_key.lower():
        yield (
            "SECRET_KEY must be a long random secret: make one with"
            " python3 -c 'import secrets; print(secrets.token_urlsafe(50))'."
        )
    if not allowed_hosts:
        yield "ALLOWED_HOSTS must list the host names this site answers to, such as facts.example.org."
    if not site_url.startswith("https://"):
        yield "SITE_URL must be the public address of this site and begin with https://."
    elif allowed_hosts and not validate_host(urlsplit(site_url).hostname, allowed_hosts):
        yield "ALLOWED_HOSTS must include the host of SITE_URL."
