"""posdesk.home.tenants: the built-in sandbox, and files that people write."""

import stat
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType

import pytest

from posdesk.home.errors import BadTenant, BuiltInTenant, NoSuchTenant
from posdesk.home.tenant import SANDBOX, Capability, CapabilityName, TenantFile
from posdesk.home.tenants import Tenants
from posdesk.sale.allocation import Rule
from posdesk.sale.gst import TaxTreatment
from posdesk.sale.money import Currency
from posdesk.sale.promotion import Promotion, PromotionKind
from posdesk.sale.purses import Purse

SMALLEST = """\
format = 1
url = "https://api.acme.getomneo.com/api/v3/"
store = "S01"
register = "2"
currency = "NZD"
timezone = "Pacific/Auckland"
card_handle = "loyalty-card"
"""

ACME = TenantFile(
    name="acme",
    url="https://api.acme.getomneo.com/api/v3",
    store="MEL",
    register="12",
    title="Acme, Melbourne",
    currency=Currency("KWD"),
    timezone="Australia/Perth",
    card_handle="member_card",
    dialect="reference",
    allocation=Rule.CARRY,
    cash_rounding=1,
    late_window_s=45,
    credits_by_redeem=True,
    single_till=True,
    strategies=(Purse.POINTS, Purse.REWARDS),
    staff="1994",
    webhooks_port=8099,
    promotions=MappingProxyType(
        {
            "first-spend": Promotion(PromotionKind.PERCENT, percent=Decimal("12.5")),
            "PROMO 7": Promotion(PromotionKind.AMOUNT, amount=10_005),
            "tea": Promotion(PromotionKind.FREE_LINE, sku="TEA-1"),
            "any.piece": Promotion(PromotionKind.FREE_LINE),
            "hem": Promotion(PromotionKind.NOTE, note="Say it's free."),
        }
    ),
    capabilities=MappingProxyType(
        {
            "leg_echoed": Capability(True, date(2026, 11, 20)),
            "upsert": Capability(False, date(2026, 11, 21)),
        }
    ),
    credit_types=MappingProxyType(
        {"promotional": TaxTreatment.DISCOUNT, "store_credit": TaxTreatment.PAYMENT}
    ),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "tenants"
    place.mkdir()
    return place


@pytest.fixture
def tenants(folder: Path) -> Tenants:
    return Tenants(folder)


def test_the_sandbox_is_there_without_a_file(tmp_path: Path) -> None:
    tenants = Tenants(tmp_path / "none")
    assert tenants.names() == ("sandbox",)
    sandbox = tenants.load("sandbox")
    assert sandbox is SANDBOX
    assert (sandbox.store, sandbox.register, sandbox.currency.code) == ("S01", "1", "AUD")
    assert sandbox.promotions["first-spend"] == Promotion(
        PromotionKind.PERCENT, percent=Decimal(10)
    )


def test_a_saved_tenant_is_read_back_whole(tenants: Tenants, folder: Path) -> None:
    tenants.save(ACME)
    assert tenants.load("acme") == ACME
    assert stat.S_IMODE((folder / "acme.toml").stat().st_mode) == 0o600


def test_the_smallest_file_gets_the_documented_defaults(tenants: Tenants, folder: Path) -> None:
    (folder / "nz.toml").write_text(SMALLEST)
    assert tenants.load("nz") == TenantFile(
        name="nz",
        url="https://api.acme.getomneo.com/api/v3",
        store="S01",
        register="2",
        currency=Currency("NZD"),
        timezone="Pacific/Auckland",
        card_handle="loyalty-card",
        dialect="auto",
        allocation=Rule.LARGEST_REMAINDER,
        cash_rounding=5,
        late_window_s=60,
        credits_by_redeem=False,
        single_till=False,
        strategies=(Purse.REWARDS,),
        staff="",
    )


def test_saving_keeps_comments_and_takes_a_removed_promotion_out(
    tenants: Tenants, folder: Path
) -> None:
    path = folder / "acme.toml"
    path.write_text(
        "# the test shop\n"
        + SMALLEST
        + '[promotions.old]\npercent = 5\n\n[promotions.hem]\nnote = "x"\n'
    )
    tenants.save(ACME)
    assert path.read_text().startswith("# the test shop\n")
    assert tenants.load("acme") == ACME


def test_what_nobody_has_found_out_is_neither_yes_nor_no() -> None:
    assert (ACME.can("leg_echoed"), ACME.can("upsert"), ACME.can("partial_refund")) == (
        True,
        False,
        None,
    )


def test_names_lists_files_that_a_tenant_can_have(tenants: Tenants, folder: Path) -> None:
    for name in ("b.toml", "a.toml", "Bad Name.toml", "notes.txt", "sandbox.toml", ".hidden.toml"):
        (folder / name).write_text(SMALLEST)
    assert tenants.names() == ("sandbox", "a", "b")


def test_one_bad_file_takes_no_other_tenant_with_it(tenants: Tenants, folder: Path) -> None:
    (folder / "bad.toml").write_text("format = ")
    tenants.save(ACME)
    assert tenants.names() == ("sandbox", "acme", "bad")
    assert tenants.load("acme") == ACME


def _with(line: str) -> str:
    key = line.split(" = ")[0]
    kept = [known for known in SMALLEST.splitlines() if not known.startswith(f"{key} =")]
    return "\n".join([kept[0], line, *kept[1:]]) + "\n"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("format = 1\nurl == 3\n", "acme.toml, line 2"),
        (_with("format = 3"), "acme.toml, format"),
        (_with("colour = 1"), "acme.toml, colour"),
        (_with('token = "x"'), "acme.toml, token"),
        (_with('url = "http://api.acme.example/api/v3"'), "acme.toml, url"),
        (_with('url = "https://me:pw@api.acme.example/api/v3"'), "acme.toml, url"),
        (_with('url = "https://api.acme.example/api/v3?x=1"'), "acme.toml, url"),
        (_with('url = "file:///etc/passwd"'), "acme.toml, url"),
        (_with('url = "http://[::1"'), "acme.toml, url"),
        (_with('store = "TOO-LONG-A-STORE"'), "acme.toml, store"),
        (_with("register = 1"), "acme.toml, register"),
        (_with('currency = "aud"'), "acme.toml, currency"),
        (_with('timezone = "Mars/Olympus"'), "acme.toml, timezone"),
        (_with('timezone = "../../etc/passwd"'), "acme.toml, timezone"),
        (_with('dialect = "klingon"'), "acme.toml, dialect"),
        (_with('allocation = "fair"'), "acme.toml, allocation"),
        (_with("cash_rounding = 0"), "acme.toml, cash_rounding"),
        (_with("late_window_s = 0"), "acme.toml, late_window_s"),
        (_with("webhooks_port = 70000"), "acme.toml, webhooks_port"),
        (_with("credits_by_redeem = 1"), "acme.toml, credits_by_redeem"),
        (_with("strategies = []"), "acme.toml, strategies"),
        (_with('strategies = "points"'), "acme.toml, strategies"),
        (_with('strategies = ["credits"]'), "acme.toml, strategies"),
        (_with('strategies = ["points", "points"]'), "acme.toml, strategies"),
        (SMALLEST.replace('store = "S01"\n', ""), "acme.toml, store"),
        (SMALLEST + "[promotions.x]\npercent = 101\n", "acme.toml, promotions.x.percent"),
        (SMALLEST + '[promotions.x]\npercent = "ten"\n', "acme.toml, promotions.x.percent"),
        (SMALLEST + '[promotions.x]\namount = "10.005"\n', "acme.toml, promotions.x.amount"),
        (SMALLEST + '[promotions.x]\namount = "-1"\n', "acme.toml, promotions.x.amount"),
        (SMALLEST + '[promotions.x]\namount = "NaN"\n', "acme.toml, promotions.x.amount"),
        (SMALLEST + '[promotions.x]\namount = "1e99"\n', "acme.toml, promotions.x.amount"),
        (SMALLEST + "[promotions.x]\n", "acme.toml, promotions.x"),
        (SMALLEST + '[promotions.x]\npercent = 5\nnote = "y"\n', "acme.toml, promotions.x"),
        (SMALLEST + '[promotions.x]\npercent = 5\nsku = "y"\n', "acme.toml, promotions.x.sku"),
    ],
)
def test_a_bad_file_names_file_and_key_and_stays_as_it_is(
    tenants: Tenants, folder: Path, text: str, where: str
) -> None:
    (folder / "acme.toml").write_text(text)
    with pytest.raises(BadTenant) as caught:
        tenants.load("acme")
    assert caught.value.where == where
    assert (folder / "acme.toml").read_text() == text


def test_an_amount_is_never_a_binary_float(tenants: Tenants, folder: Path) -> None:
    (folder / "acme.toml").write_text(SMALLEST + "[promotions.x]\namount = 10.10\n")
    with pytest.raises(BadTenant, match=r"promotions\.x\.amount"):
        tenants.load("acme")


@pytest.mark.parametrize("checked", ['"2026-11-21"', "2026-11-21T10:00:00Z", "true"])
def test_a_capability_has_its_day(tenants: Tenants, folder: Path, checked: str) -> None:
    entry = f"[capabilities.upsert]\nholds = true\nchecked = {checked}\n"
    (folder / "acme.toml").write_text(SMALLEST + entry)
    with pytest.raises(BadTenant, match=r"capabilities\.upsert\.checked"):
        tenants.load("acme")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "[::1]:8000"])
def test_plain_http_is_for_this_computer(tenants: Tenants, folder: Path, host: str) -> None:
    (folder / "acme.toml").write_text(_with(f'url = "http://{host}/api/v3"'))
    assert tenants.load("acme").url == f"http://{host}/api/v3"


@pytest.mark.parametrize("name", ["", "Acme", "a/b", "../settings", "a" * 33, "acme\n"])
def test_an_impossible_name_is_no_tenant(tenants: Tenants, name: str) -> None:
    with pytest.raises(NoSuchTenant):
        tenants.load(name)
    with pytest.raises(NoSuchTenant):
        tenants.remove(name)


def test_a_tenant_that_could_not_be_read_back_is_not_written(
    tenants: Tenants, folder: Path
) -> None:
    with pytest.raises(BadTenant, match="url"):
        tenants.save(TenantFile("acme", url="http://far.example", store="S01", register="1"))
    assert list(folder.iterdir()) == []


def test_a_bad_file_is_not_overwritten_by_a_save(tenants: Tenants, folder: Path) -> None:
    (folder / "acme.toml").write_text(_with("newer = 1"))
    with pytest.raises(BadTenant, match="newer"):
        tenants.save(ACME)
    assert "newer = 1" in (folder / "acme.toml").read_text()


def test_a_removed_tenant_is_gone(tenants: Tenants) -> None:
    tenants.save(ACME)
    tenants.remove("acme")
    assert tenants.names() == ("sandbox",)
    with pytest.raises(NoSuchTenant):
        tenants.remove("acme")


def test_the_sandboxs_file_holds_only_what_differs(tenants: Tenants, folder: Path) -> None:
    changed = replace(SANDBOX, staff="1994", credits_by_redeem=True)
    tenants.save(changed)
    assert tenants.load("sandbox") == changed
    text = (folder / "sandbox.toml").read_text()
    assert sorted(line.partition(" ")[0] for line in text.splitlines()) == [
        "credits_by_redeem",
        "format",
        "staff",
    ]
    assert tenants.names() == ("sandbox",)


def test_the_sandboxs_promotions_can_be_replaced(tenants: Tenants) -> None:
    changed = replace(SANDBOX, promotions={"vip": Promotion(PromotionKind.AMOUNT, amount=500)})
    tenants.save(changed)
    assert tenants.load("sandbox").promotions == changed.promotions


def test_a_removed_sandbox_is_as_it_was_shipped(tenants: Tenants) -> None:
    tenants.save(replace(SANDBOX, staff="1994"))
    tenants.remove("sandbox")
    assert tenants.load("sandbox") is SANDBOX
    with pytest.raises(BuiltInTenant):
        tenants.remove("sandbox")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('format = 1\nurl = "https://a.example"\n', "sandbox.toml, url"),
        ('format = 1\nstaff = "a b"\n', "sandbox.toml, staff"),
        ('format = 1\nnewer = "x"\n', "sandbox.toml, newer"),
    ],
)
def test_a_bad_sandbox_file_is_named_and_left_alone(
    tenants: Tenants, folder: Path, text: str, named: str
) -> None:
    (folder / "sandbox.toml").write_text(text)
    with pytest.raises(BadTenant, match=named):
        tenants.load("sandbox")
    with pytest.raises(BadTenant):
        tenants.save(replace(SANDBOX, staff="1994"))
    assert (folder / "sandbox.toml").read_text() == text


FOUND: dict[CapabilityName, Capability] = {
    "upsert": Capability(True, date(2026, 11, 21)),
    "filter_honoured": Capability(False, date(2026, 11, 21)),
}
SPLIT = """\
[capabilities.leg_echoed]
holds = true
checked = 2026-11-01
[promotions.hem]
percent = 5
[capabilities.upsert]
holds = false
checked = 2026-11-01
"""
NOTED = """\
# ours alone
[capabilities.leg_echoed]
holds = true  # seen by Sam
checked = 2026-11-20
"""


def test_what_was_found_out_is_noted_and_every_other_line_stays(
    tenants: Tenants, folder: Path
) -> None:
    path = folder / "acme.toml"
    before = "# the test shop\n" + SMALLEST + "\n" + NOTED
    path.write_text(before)
    tenants.remember("acme", FOUND)
    assert path.read_text().startswith(before)
    tenant = tenants.load("acme")
    assert tenant.capabilities["filter_honoured"] == FOUND["filter_honoured"]
    assert (tenant.can("upsert"), tenant.can("leg_echoed")) == (True, True)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_newer_finding_takes_the_place_of_the_old(tenants: Tenants, folder: Path) -> None:
    (folder / "acme.toml").write_text(SMALLEST + NOTED)
    tenants.remember("acme", {"leg_echoed": Capability(False, date(2026, 11, 21))})
    text = (folder / "acme.toml").read_text()
    assert "holds = false # seen by Sam" in text.replace("  ", " ")
    assert "checked = 2026-11-21" in text
    assert tenants.load("acme").can("leg_echoed") is False


@pytest.mark.parametrize(
    "capabilities",
    [
        "[capabilities]\nupsert = {holds = false, checked = 2026-11-01}\n",
        "capabilities.leg_echoed = {holds = true, checked = 2026-11-01}\n[promotions.hem]\npercent = 5\n",
        SPLIT,
    ],
)
def test_however_a_person_wrote_them_they_are_noted(
    tenants: Tenants, folder: Path, capabilities: str
) -> None:
    (folder / "acme.toml").write_text(SMALLEST + capabilities)
    before = tenants.load("acme")
    tenants.remember("acme", FOUND)
    after = tenants.load("acme")
    assert dict(after.capabilities) == {**before.capabilities, **FOUND}
    assert after.promotions == before.promotions


def test_nothing_is_noted_in_a_file_that_cannot_be_read(tenants: Tenants, folder: Path) -> None:
    (folder / "acme.toml").write_text(_with("newer = 1"))
    with pytest.raises(BadTenant, match="newer"):
        tenants.remember("acme", FOUND)
    assert (folder / "acme.toml").read_text() == _with("newer = 1")


def test_a_tenant_without_a_file_gets_none(tenants: Tenants, folder: Path) -> None:
    tenants.remember("gone", FOUND)
    assert list(folder.iterdir()) == []
    with pytest.raises(BuiltInTenant):
        tenants.remember("sandbox", FOUND)
