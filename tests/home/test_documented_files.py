"""docs/files.md: its examples load, and its tables name every key and every default there is."""

import re
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_args

import pytest

from posdesk.home import settings_file
from posdesk.home.paths import Home
from posdesk.home.settings import ScannerSettings, Settings
from posdesk.home.tenant import CapabilityName, TenantFile
from posdesk.home.tenants import Tenants
from posdesk.sale.gst import TaxTreatment

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "files.md"
EXAMPLES = re.compile(r"```toml\n(.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def test_the_settings_example_loads(text: str, home: Home) -> None:
    home.settings.write_text(EXAMPLES.findall(text)[0])
    loaded = settings_file.load(home.settings)
    assert loaded.problem is None
    assert (loaded.settings.theme, loaded.settings.zoom) == ("dark", 150)


def test_the_tenant_example_loads(text: str, home: Home) -> None:
    (home.tenants / "acme.toml").write_text(EXAMPLES.findall(text)[1])
    tenant = Tenants(home.tenants).load("acme")
    assert set(tenant.promotions) == {"first-spend", "free-alterations"}
    assert tenant.can("upsert") is True
    assert tenant.treatment("promotional") is TaxTreatment.DISCOUNT
    assert tenant.treatment("gift_card") is TaxTreatment.PAYMENT


def test_every_setting_is_documented(text: str) -> None:
    keys = {field.name for field in fields(Settings)} - {"scanner"}
    keys |= {f"scanner.{field.name}" for field in fields(ScannerSettings)}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_every_key_of_a_tenant_is_documented(text: str) -> None:
    keys = {field.name for field in fields(TenantFile)} - {"name", "promotions", "capabilities"}
    keys = {f"{key}.<type>" if key == "credit_types" else key for key in keys}
    keys |= set(get_args(CapabilityName))
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_documented_numbers_are_the_defaults(text: str) -> None:
    for field in (*fields(Settings), *fields(TenantFile)):
        if field.default is not MISSING and type(field.default) is int:
            assert f"| `{field.name}` | `{field.default}` |" in text


def test_every_file_of_the_home_is_documented(text: str, home: Home) -> None:
    for path in (
        home.settings,
        home.tenants,
        home.journal,
        home.terminal,
        home.sandbox_db,
        home.directory,
        home.logs,
        home.tokens,
        home.reports,
    ):
        assert f"| `{path.name}" in text
