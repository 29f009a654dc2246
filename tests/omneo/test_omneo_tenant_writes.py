"""Webhooks, settings and exchange rates: the bodies to the letter, and a sandbox that obeys or refuses."""

from datetime import UTC, datetime
from decimal import Decimal

from posdesk.omneo import currencies, settings, webhooks
from posdesk.omneo.calls import Call, NotApplied, Unknown
from posdesk.omneo.errors import BadPayload, NotFound
from posdesk.omneo.exchange import exchange_of
from posdesk.omneo.settings import Setting
from posdesk.omneo.webhooks import WebhookDraft
from posdesk.omneo.wire import dump
from tests.omneo.live import Live
from tests.omneo.samples import answered, value_of

HOOK = WebhookDraft(
    trigger="profile.updated",
    url="http://127.0.0.1:9/hook?key=canary",
    namespace="posdesk",
    retry_hourly=True,
    condition={"==": [1, 1]},
)


def test_a_webhook_is_posted_as_far_as_it_is_known() -> None:
    call = webhooks.create(HOOK)
    assert (call.method, call.path, call.writes) == ("POST", "/webhooks", True)
    assert dump(call.body) == (
        b'{"trigger":"profile.updated","url":"http://127.0.0.1:9/hook?key=canary",'
        b'"namespace":"posdesk","retry_hourly":true,"condition":{"==":[1,1]}}'
    )
    row = {"id": 1, "trigger": "profile.updated", "url": HOOK.url, "namespace": None}
    assert "canary" not in repr(HOOK) + repr(call) + repr(value_of(call, {"data": row}))


def test_a_change_of_a_webhook_names_only_what_changes() -> None:
    call = webhooks.change(3, WebhookDraft(is_active=False))
    assert (call.method, call.path, dump(call.body)) == (
        "PUT",
        "/webhooks/3",
        b'{"is_active":false}',
    )
    assert webhooks.list(trigger="profile.updated").query[0] == (
        "filter[trigger]",
        "profile.updated",
    )


def test_a_setting_is_put_whole_and_its_value_never_shown() -> None:
    call = settings.change("brand_name", "canary")
    assert (call.method, call.path, dump(call.body)) == (
        "PUT",
        "/settings/brand_name",
        b'{"value":"canary"}',
    )
    changed = value_of(call, {"data": {"handle": "brand_name", "value": "canary", "type": None}})
    assert changed == Setting("brand_name", "string", "canary")
    assert "canary" not in repr(changed)
    without = call.read(answered({"data": {"handle": "brand_name"}}))
    assert isinstance(without, Unknown)
    assert isinstance(without.error, BadPayload)


def test_a_rate_is_sent_to_its_last_decimal() -> None:
    new = currencies.create("AUD", "EUR", Decimal("0.61234567"))
    assert dump(new.body) == b'{"from":"AUD","to":"EUR","rate":0.61234567}'
    change = currencies.change(2, Decimal("1.10"))
    assert (change.method, change.path, dump(change.body)) == (
        "PUT",
        "/currencies/2",
        b'{"rate":1.10}',
    )


def test_a_webhook_is_made_listed_changed_and_removed(live: Live) -> None:
    made = live.done(webhooks.create(HOOK))
    assert (made.trigger, made.is_active, made.retry_hourly, made.retry_daily) == (
        "profile.updated",
        True,
        True,
        False,
    )
    assert made in live.done(webhooks.list(trigger="profile.updated")).items
    assert live.fields_of(webhooks.create(HOOK))
    paused = WebhookDraft(is_active=False, queue="high")
    after = live.done(webhooks.change(made.id, paused))
    assert (after.is_active, after.queue, after.url) == (False, "high", HOOK.url)
    assert live.done(webhooks.read(made.id)) == after
    live.done(webhooks.remove(made.id))
    assert live.is_missing(webhooks.read(made.id))


def test_a_webhook_needs_its_three_words(live: Live) -> None:
    assert live.fields_of(webhooks.create(WebhookDraft())) == {"trigger", "url", "namespace"}


def test_settings_are_listed_read_and_changed(live: Live) -> None:
    listed = {each.handle: each for each in live.done(settings.list())}
    assert listed["currency"].value == "AUD"
    assert listed["point_conversion_rate"].value == Decimal("0.01")
    assert live.done(settings.change("brand_name", "Corner")).value == "Corner"
    assert live.done(settings.read("brand_name")) == Setting("brand_name", "string", "Corner")
    assert live.fields_of(settings.change("brand_name", 5)) == {"value"}
    assert live.fields_of(settings.change("currency", "NZD")) == {"value"}
    assert live.is_missing(settings.read("nothing"))


def test_rates_are_made_and_changed(live: Live) -> None:
    made = live.done(currencies.create("AUD", "EUR", Decimal("0.61")))
    assert made.id is not None
    assert live.done(currencies.change(made.id, Decimal("0.6125"))).rate == Decimal("0.6125")
    rates = {(each.source, each.target): each.rate for each in live.done(currencies.list()).items}
    assert rates["AUD", "EUR"] == Decimal("0.6125")
    assert live.fields_of(currencies.create("AUD", "EUR", Decimal(1))) == {"to"}
    assert live.fields_of(currencies.change(made.id, Decimal(0))) == {"rate"}
    assert live.is_missing(currencies.change(999, Decimal(1)))


def test_a_token_that_only_reads_changes_no_tenant(live: Live) -> None:
    verbs: list[Call[object]] = [
        webhooks.create(HOOK),
        webhooks.change(1, WebhookDraft(is_active=False)),
        webhooks.remove(1),
        settings.change("brand_name", "X"),
        currencies.create("AUD", "EUR", Decimal(1)),
        currencies.change(1, Decimal(1)),
    ]
    assert [live.is_forbidden(verb) for verb in verbs] == [True] * len(verbs)
    assert not isinstance(live.reader.send(settings.list()), NotApplied)


def test_the_request_key_is_read_by_its_name_and_stands_in_no_wire_list(live: Live) -> None:
    assert len(live.done(settings.request_key())) == 64
    rows = [{"handle": "app.name", "value": "seen"}, {"handle": "app.request_key", "value": "cnry"}]
    call = settings.request_key()
    answer = answered({"data": rows})
    assert value_of(call, {"data": rows}) == "cnry"
    shown = exchange_of(1, datetime.now(UTC), 0.1, call, answer, call.read(answer)).answer
    assert "cnry" not in shown
    assert "seen" in shown
    missing = call.read(answered({"data": rows[:1]}))
    assert isinstance(missing, NotApplied)
    assert isinstance(missing.error, NotFound)
