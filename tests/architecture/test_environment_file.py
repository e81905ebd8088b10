"""`.env.example` names every setting, and nothing that is none."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from backend.config import SECRET_NAMES, Settings, read_settings, secret_problem
from environment import GENERATED_KEYS, effective_settings, ensure_env_file, has_real_credentials, settings_of

from .conftest import ROOT

DATABASE_PARTS = {"DB_DIALECT", "DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME"}


def test_example_names_every_setting_and_no_other():
    known = {one.name.upper() for one in fields(Settings)} | DATABASE_PARTS
    assert settings_of(ROOT / ".env.example").keys() == known


def test_parts_of_the_database_are_those_that_the_settings_read():
    source = (ROOT / "backend" / "config.py").read_text(encoding="utf-8")
    assert set(re.findall(r"[\"'](DB_(?!POOL)[A-Z]+)[\"']", source)) == DATABASE_PARTS


def test_example_holds_no_secret():
    example = settings_of(ROOT / ".env.example")
    assert {key: example[key] for key in GENERATED_KEYS if example[key]} == {}
    assert [key for key in example if key.endswith(("PASSWORD", "_SECRET")) and example[key]] == []


def test_example_gives_the_defaults():
    assert read_settings(settings_of(ROOT / ".env.example")) == read_settings({})


@pytest.mark.parametrize("key", ["MP_CLIENT_ID", "MP_QR_CLIENT_ID", "MERCADOPAGO_ACCESS_TOKEN"])
def test_any_credential_of_mercado_pago_is_a_real_one(key):
    assert not has_real_credentials({key: " "})
    assert has_real_credentials({key: "APP_USR-1"})


def with_example(folder):
    (folder / ".env.example").write_text((ROOT / ".env.example").read_text("utf-8"), encoding="utf-8")
    return folder


def test_made_file_is_fit_for_production(tmp_path):
    assert ensure_env_file(with_example(tmp_path))
    made = settings_of(tmp_path / ".env")
    assert [name for name in SECRET_NAMES if secret_problem(made[name])] == []
    assert len({made[key] for key in GENERATED_KEYS}) == len(GENERATED_KEYS)
    assert read_settings(made | {"APP_ENV": "production"}).is_production


def test_made_file_is_closed_to_others_and_never_overwritten(tmp_path):
    ensure_env_file(with_example(tmp_path))
    first = (tmp_path / ".env").read_text(encoding="utf-8")
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0
    assert not ensure_env_file(tmp_path)
    assert (tmp_path / ".env").read_text(encoding="utf-8") == first


def test_environment_wins_over_the_file(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("MP_CLIENT_ID=\n# MP_QR_CLIENT_ID=1\nexport LOG_LEVEL='DEBUG'\n", encoding="utf-8")
    for key in ("MP_CLIENT_ID", "MP_QR_CLIENT_ID", "LOG_LEVEL"):
        monkeypatch.delenv(key, raising=False)
    settings = effective_settings(tmp_path)
    assert settings["LOG_LEVEL"] == "DEBUG"
    assert not has_real_credentials(settings)
    monkeypatch.setenv("MP_CLIENT_ID", "123")
    assert has_real_credentials(effective_settings(tmp_path))
