"""Definitions of the four kinds: where each is, what is sent, and a sandbox that obeys or refuses."""

from dataclasses import replace
from datetime import date

import pytest

from posdesk.omneo import definitions
from posdesk.omneo.calls import Call, Dialect, Unknown
from posdesk.omneo.definitions import Definition, DefinitionDraft, Kind
from posdesk.omneo.wire import dump
from posdesk.sale.money import AUD, Currency, Money
from tests.omneo.live import Live
from tests.omneo.samples import answered, aud, value_of

GUIDE, REFERENCE = Dialect.GUIDE, Dialect.REFERENCE
BOTH = pytest.mark.parametrize("dialect", list(Dialect))
EVERY = pytest.mark.parametrize("kind", list(Kind))
WELCOME = DefinitionDraft(
    name="Welcome", handle="welcome", type="bonus", value=aud("10"), period=30, tags=("new",)
)
DRAFTS = {
    Kind.REWARD: WELCOME,
    Kind.BENEFIT: DefinitionDraft(
        name="Tea", handle="tea", type="gift", period=7, max_redemptions=2, pos_code="TEA"
    ),
    Kind.CREDIT: DefinitionDraft(
        name="Voucher",
        handle="voucher",
        type="voucher",
        period=365,
        more={"require_security_code": True, "security_code_type": "pin6"},
    ),
    Kind.POINT: DefinitionDraft(name="Extra", handle="extra", period=2, period_type="years"),
}


def create(kind: Kind, dialect: Dialect = GUIDE) -> Call[Definition]:
    return definitions.create(kind, DRAFTS[kind], dialect=dialect, currency=AUD)


@pytest.mark.parametrize(
    ("kind", "guide", "reference"),
    [
        (Kind.REWARD, "/reward-definitions", "/rewards/definitions"),
        (Kind.BENEFIT, "/benefit-definitions", "/benefits/definitions"),
        (Kind.CREDIT, "/credits/definitions", "/credits/definitions"),
        (Kind.POINT, "/points/definitions", "/points/definitions"),
    ],
)
def test_every_kind_has_its_path_in_each_dialect(kind: Kind, guide: str, reference: str) -> None:
    for dialect, stem in ((GUIDE, guide), (REFERENCE, reference)):
        change = definitions.change(kind, 6, WELCOME, dialect=dialect, currency=AUD)
        remove = definitions.remove(kind, 6, dialect=dialect)
        assert create(kind, dialect).path == stem
        assert (change.method, change.path) == ("PUT", f"{stem}/6")
        assert (remove.method, remove.path) == ("DELETE", f"{stem}/6")
        assert definitions.list(kind, dialect=dialect, currency=AUD).path == stem


def test_a_definition_is_sent_as_far_as_it_is_known() -> None:
    assert dump(create(Kind.REWARD).body) == (
        b'{"name":"Welcome","handle":"welcome","type":"bonus","value":10.00,"period":30,"tags":["new"]}'
    )
    change = definitions.change(Kind.REWARD, 6, WELCOME, dialect=GUIDE, currency=AUD)
    assert isinstance(change.body, dict)
    assert "handle" not in change.body


def test_points_name_their_period_otherwise() -> None:
    draft = replace(DRAFTS[Kind.POINT], absolute_expiry=date(2026, 1, 1))
    assert draft.body(Kind.POINT) == {
        "name": "Extra",
        "handle": "extra",
        "issue_period": 2,
        "issue_period_type": "years",
        "issue_absolute_expiry": "2026-01-01",
    }


def test_a_value_is_in_the_definitions_own_currency() -> None:
    row = {"id": "94", "name": "Card", "handle": "card", "value": "10", "currency": "NZD"}
    read = definitions.read(Kind.CREDIT, 94, dialect=GUIDE, currency=AUD)
    found = value_of(read, {"data": row})
    assert (found.id, found.value, found.currency) == (94, Money(1000, Currency("NZD")), "NZD")
    wrong = read.read(answered({"data": {**row, "currency": "dollars"}}))
    assert isinstance(wrong, Unknown)


@BOTH
@EVERY
def test_a_definition_is_made_changed_and_removed(live: Live, kind: Kind, dialect: Dialect) -> None:
    made = live.done(create(kind, dialect))
    draft = DRAFTS[kind]
    assert (made.handle, made.kind, made.period) == (draft.handle, kind, draft.period)
    assert (made.value, made.max_redemptions) == (draft.value, draft.max_redemptions)
    renamed = definitions.change(
        kind, made.id, DefinitionDraft(name="Renamed"), dialect=dialect, currency=AUD
    )
    after = live.done(renamed)
    assert after == replace(made, name="Renamed")
    assert live.done(definitions.read(kind, made.id, dialect=dialect, currency=AUD)) == after
    listed = definitions.list(kind, dialect=dialect, currency=AUD, handle=made.handle)
    assert live.done(listed).items == (after,)
    live.done(definitions.remove(kind, made.id, dialect=dialect))
    assert live.is_missing(definitions.read(kind, made.id, dialect=dialect, currency=AUD))


@BOTH
def test_a_benefit_is_copied_under_a_handle_of_its_own(live: Live, dialect: Dialect) -> None:
    call = definitions.clone_benefit(
        94, handle="second-spend", name="Second Spend", dialect=dialect, currency=AUD
    )
    copy = live.done(call)
    assert (copy.handle, copy.name, copy.pos_code) == ("second-spend", "Second Spend", "FS10")
    assert live.fields_of(call) == {"handle"}


@EVERY
def test_a_taken_handle_and_a_reader_are_turned_away(live: Live, kind: Kind) -> None:
    live.done(create(kind))
    assert live.fields_of(create(kind)) == {"handle"}
    assert live.is_forbidden(create(kind))
    assert live.is_forbidden(definitions.remove(kind, 1, dialect=GUIDE))


def test_a_definition_in_use_stays(live: Live) -> None:
    assert live.fields_of(definitions.remove(Kind.REWARD, 6, dialect=GUIDE)) == {"definition"}
    assert live.fields_of(definitions.remove(Kind.CREDIT, 3, dialect=GUIDE)) == {"definition"}
