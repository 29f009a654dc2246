"""Writing a seed into empty tables, with its days counted from ``now``.

Runs inside the caller's write transaction. The ids of the seed are kept; later rows count on above them.
"""

import hashlib
from datetime import datetime, timedelta

from posdesk.sandbox.rules import dates, facts, people, seeding_wallets
from posdesk.sandbox.rules.json_text import JSON, stored
from posdesk.sandbox.rules.store import Store
from posdesk.sandbox.seed import Seed
from posdesk.sandbox.seed_records import Definition, Person, Record

TOKEN_YEARS = 5
# Ids that the tenant gives out itself start above these, away from the seed's.
FIRST_IDS = {"redemption": 157, "redemption_item": 300, "sale": 63, "sale_item": 700}


def sow(store: Store, seed: Seed, now: datetime) -> None:
    """Fill the empty tables with ``seed`` as of ``now`` (aware UTC)."""
    facts.put(store, "timezone", seed.timezone)
    facts.put(store, "currency", seed.currency)
    at = dates.utc_text(now)
    _references(store, seed, at)
    for kind, definitions in seed.definitions.items():
        for definition in definitions:
            _definition(store, kind, definition, at)
    for person in seed.people:
        _person(store, seed, person, now)
    for product in seed.products:
        _product(store, product, at)
    for webhook in seed.webhooks:
        _webhook(store, webhook, at)
    for table, last in FIRST_IDS.items():
        store.write("DELETE FROM sqlite_sequence WHERE name = ?", table)
        store.write("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, last)


def secret_hash(secret: str) -> bytes:
    """What is stored of a token: SHA-256 of its UTF-8 text."""
    return hashlib.sha256(secret.encode()).digest()


def sow_tokens(store: Store, seed: Seed, secret: str, now: datetime) -> None:
    """Give the seed's tokens their secrets: ``secret`` plus each token's own suffix."""
    expires = dates.utc_text(now + timedelta(days=365 * TOKEN_YEARS))
    for token in seed.tokens:
        suffix = str(token.fields.get("suffix") or "")
        store.write(
            "INSERT INTO token (id, name, suffix, secret_hash, scopes, revoked, created_at, expires_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
            " secret_hash = excluded.secret_hash, expires_at = excluded.expires_at",
            token.id,
            str(token.fields["name"]),
            suffix,
            secret_hash(secret + suffix),
            stored(token.fields.get("scopes") or ["*"]),
            int(bool(token.fields.get("revoked"))),
            dates.utc_text(now),
            expires,
        )


def renew_secrets(store: Store, secret: str) -> None:
    """Give the tokens of a seed, which alone have suffixes, this process's secrets."""
    for row in store.all("SELECT id, suffix FROM token WHERE suffix IS NOT NULL"):
        renewed = secret_hash(secret + row["suffix"])
        store.write("UPDATE token SET secret_hash = ? WHERE id = ?", renewed, row["id"])


def _references(store: Store, seed: Seed, at: str) -> None:
    for source, target, rate in seed.currencies:
        store.insert(
            "INSERT INTO currency (from_code, to_code, rate, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            source,
            target,
            str(rate),
            at,
            at,
        )
    for setting in seed.settings:
        store.insert(
            "INSERT INTO setting (id, handle, value, type, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)",
            setting.id,
            setting.fields["handle"],
            stored(setting.fields.get("value")),
            setting.fields.get("type", "string"),
            at,
            at,
        )
    for location in seed.locations:
        body = dict(location.fields)
        store.insert(
            "INSERT INTO location (id, name, external_id, external_code, timezone, body, created_at,"
            " updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            location.id,
            body.pop("name"),
            body.pop("external_id", None),
            body.pop("external_code", None),
            body.pop("timezone", seed.timezone),
            stored(body),
            at,
            at,
        )


def _webhook(store: Store, webhook: Record, at: str) -> None:
    fields = webhook.fields
    store.insert(
        "INSERT INTO webhook (id, trigger, url, namespace, is_active, queue, retry_hourly, retry_daily,"
        " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        webhook.id,
        fields["trigger"],
        fields["url"],
        fields["namespace"],
        int(fields.get("is_active", True)),
        fields.get("queue", "default"),
        int(fields.get("retry_hourly", False)),
        int(fields.get("retry_daily", False)),
        at,
        at,
    )


def _definition(store: Store, kind: str, definition: Definition, at: str) -> None:
    store.insert(
        "INSERT INTO definition (kind, id, handle, name, value, period, period_type, max_redemptions,"
        " max_global_redemptions, is_published, body, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        kind,
        definition.id,
        definition.handle,
        definition.name,
        definition.value,
        definition.period,
        definition.period_type,
        definition.max_redemptions,
        definition.max_global,
        int(definition.is_published),
        stored(definition.fields),
        at,
        at,
    )


def _person(store: Store, seed: Seed, person: Person, now: datetime) -> None:
    joined = dates.utc_text(now - timedelta(days=person.joined_days_ago))
    values: dict[str, JSON] = {
        **person.fields,
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "profile_type": person.profile_type,
        "tier_handle": person.tier,
        "spent": person.spent,
        "joined_at": joined,
        "merged_into": person.merged_into,
    }
    values.setdefault("currency", seed.currency)
    people.insert(store, values, joined)
    for card in person.cards:
        store.insert(
            "INSERT INTO identity (id, profile_id, handle, identifier, is_primary, is_active, merged_from,"
            " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            card.id,
            person.id,
            card.handle,
            card.identifier,
            int(card.is_primary),
            int(card.is_active),
            card.merged_from,
            joined,
            joined,
        )
    people.refresh_search_text(store, person.id)
    for kind, holdings in person.holdings.items():
        definitions = {found.handle: found for found in seed.definitions[kind]}
        for holding in holdings:
            seeding_wallets.sow(
                store, seed, person, kind, holding, definitions[holding.definition], now
            )


def _product(store: Store, product: Record, at: str) -> None:
    body = dict(product.fields)
    variants = body.pop("variants", [])
    store.insert(
        "INSERT INTO product (id, handle, title, external_id, status, body, created_at, updated_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        product.id,
        body.pop("handle"),
        body.pop("title"),
        body.pop("external_id", None),
        body.pop("status", "active"),
        stored(body),
        at,
        at,
    )
    for variant in variants:
        extra = dict(variant)
        store.insert(
            "INSERT INTO variant (id, product_id, sku, barcode, price, title, external_id, body,"
            " created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            extra.pop("id"),
            product.id,
            extra.pop("sku"),
            extra.pop("barcode", None),
            extra.pop("price"),
            extra.pop("title", None),
            extra.pop("external_id", None),
            stored(extra),
            at,
            at,
        )
