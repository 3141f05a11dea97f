"""What the settings accept, refuse and promise."""

import re
import runpy
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import variables

CHECKOUT = Path(__file__).resolve().parent.parent
KEY = "k" * 60
SERVER = "postgres://tracker:hunter2@db.example.org:5433/tracker"
PUBLIC = {"DATABASE_URL": SERVER, "ALLOWED_HOSTS": "tracker.example.org", "SECRET_KEY": KEY}


def documented() -> set[str]:
    table = (CHECKOUT / "docs" / "deploying.md").read_text()
    return set(re.findall(r"^\| `([A-Z][A-Z_]+)` \|", table, re.MULTILINE))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """The settings as a process sees them that has only the given variables."""

    def settings(**given: str) -> dict[str, Any]:
        for name in documented():
            monkeypatch.delenv(name, raising=False)
        for name, value in {"TRACKER_VAR": str(tmp_path), **given}.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(CHECKOUT / "config" / "settings.py"))

    return settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "maybe"),
        ("ALLOWED_HOSTS", "*"),
        ("SITE_URL", "tracker.example.org"),
        ("SITE_URL", "https://tracker.example.org/path"),
        ("SITE_URL", "https://tracker.example.org:port"),
        ("SECRET_KEY", "short"),
        ("TRUSTED_PROXIES", "-1"),
        ("DATABASE_URL", "sqlite:///tracker.db"),
        ("DATABASE_URL", "postgres://db.example.org:port/tracker"),
        ("DATABASE_URL", "postgres://db.example.org"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_REPLICA_URL", "mysql://db.example.org/tracker"),
        ("PUBLIC_STATEMENT_TIMEOUT_MS", "5s"),
        ("PUBLIC_STATEMENT_TIMEOUT_MS", "\u0665"),
        ("CELERY_BROKER_URL", "sqla+postgresql://db.example.org/tracker"),
        ("SNAPSHOT_STORAGE", "ftp://files.example.org/captures"),
        ("GAZETTEER_FILE", "/no/such/file.csv"),
        ("WORKER_CONCURRENCY", "0"),
        ("LOG_LEVEL", "loud"),
    ],
)
def test_bad_value_is_refused_by_the_name_of_its_variable(read: Any, name: str, value: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name} .*\\.$"):
        read(**{name: value})


@pytest.mark.parametrize("name", ["DATABASE_URL", "DATABASE_REPLICA_URL", "SECRET_KEY", "CELERY_BROKER_URL"])
def test_refusal_keeps_secrets_to_itself(read: Any, name: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read(**{name: "mysql://u:hunter2@h/d"})
    assert "hunter2" not in str(refused.value)


def test_without_any_variable_everything_is_embedded_and_local(read: Any, tmp_path: Path) -> None:
    settings = read()
    assert settings["DATABASES"]["default"]["ENGINE"] == "config.embedded_engine"
    assert settings["CELERY_BROKER_URL"].startswith("filesystem://")
    assert settings["STORAGES"]["snapshots"]["OPTIONS"]["location"] == str(tmp_path / "snapshots")
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost", "[::1]"]
    assert settings["DEBUG"] is False


def test_empty_variables_count_as_not_set(read: Any) -> None:
    assert read(**dict.fromkeys(documented() - {"TRACKER_VAR"}, ""))["EMBEDDED_DATABASE"] is True


def test_secret_key_is_made_once_and_kept_private(read: Any, tmp_path: Path) -> None:
    first = read()["SECRET_KEY"]
    assert read()["SECRET_KEY"] == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_public_site_on_a_server_must_be_given_its_secret_key(read: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY must be set"):
        read(**{**PUBLIC, "SECRET_KEY": ""})


def test_public_site_cannot_run_in_debug(read: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"^DEBUG must be off"):
        read(**PUBLIC, DEBUG="on")


def test_public_site_is_https_with_host_only_cookies(read: Any) -> None:
    settings = read(**PUBLIC)
    assert settings["SITE_URL"] == "https://tracker.example.org"
    assert settings["SECURE_SSL_REDIRECT"] is True
    assert settings["SECURE_HSTS_SECONDS"] == 31_536_000
    assert settings["SESSION_COOKIE_NAME"] == "__Host-sessionid"


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("http://127.0.0.1:8941", "http://127.0.0.1:8941"),
        ("", "http://127.0.0.1:8000"),
        ("https://elsewhere.example", "http://127.0.0.1:8000"),
        ("http://127.0.0.1:89\n41", "http://127.0.0.1:8000"),
        (None, "http://127.0.0.1:8000"),
    ],
)
def test_commands_know_the_address_of_the_server_on_this_machine(
    read: Any, tmp_path: Path, written: str | None, address: str
) -> None:
    if written is not None:
        (tmp_path / "server.lock").write_text(written)
    assert read()["SITE_URL"] == address
    assert read(SITE_URL="http://localhost:9000")["SITE_URL"] == "http://localhost:9000"
    assert read(**PUBLIC)["SITE_URL"] == "https://tracker.example.org"


def test_forwarded_headers_are_believed_only_behind_a_proxy_of_ours(read: Any) -> None:
    assert "SECURE_PROXY_SSL_HEADER" not in read(**PUBLIC)
    assert read(**PUBLIC, TRUSTED_PROXIES="1")["SECURE_PROXY_SSL_HEADER"] == (
        "HTTP_X_FORWARDED_PROTO",
        "https",
    )


def test_database_url_names_the_server(read: Any) -> None:
    database = read(DATABASE_URL=SERVER)["DATABASES"]["default"]
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", 5433, "tracker")
    assert database["CONN_HEALTH_CHECKS"] is True


def test_replica_is_a_second_database(read: Any) -> None:
    assert set(read(DATABASE_REPLICA_URL=SERVER)["DATABASES"]) == {"default", "replica"}


def test_content_security_policy_allows_nothing_inline_and_no_eval(read: Any) -> None:
    directives = read()["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert directives["default-src"] == ["'self'"]
    assert not any("unsafe" in source for sources in directives.values() for source in sources)


def test_every_variable_is_documented_and_every_documented_one_is_read() -> None:
    source = [
        *(CHECKOUT / "config").rglob("*.py"),
        *(CHECKOUT / "script").iterdir(),
        CHECKOUT / ".ci" / "run",
    ]
    text = "\n".join(path.read_text() for path in source if path.is_file())
    readers = "|".join(
        name for name in vars(variables) if name.islower() and callable(getattr(variables, name))
    )
    read = set(re.findall(rf'(?:{readers}|environ\.get)\(\s*"([A-Z][A-Z_]+)"', text))
    read |= set(re.findall(r"\$\{([A-Z][A-Z_]+):?-", text))
    assert read == documented()


@pytest.mark.parametrize("word", ["1", "TRUE", "yes", "On"])
def test_switch_understands_yes(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DEBUG", word)
    assert variables.switch("DEBUG", default=False) is True


@pytest.mark.parametrize("word", ["0", "False", "NO", "off"])
def test_switch_understands_no(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setenv("DEBUG", word)
    assert variables.switch("DEBUG", default=True) is False
