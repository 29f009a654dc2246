"""The tables of webhooks, and the triggers that note what a request touched.

The tables stand beside those of ``schema`` and are added to databases from before them: who does not know
them can go on with the file. The triggers live in SQLite's ``temp`` schema, and only while somebody
subscribes: they see every change, whichever handler makes it, and roll back with it. ``noun`` and ``verb``
are the halves of an event's name (omneo-api.md 2.15); ``key`` is the row's id.
"""

TABLES = """
CREATE TABLE IF NOT EXISTS webhook (
    id INTEGER PRIMARY KEY AUTOINCREMENT, trigger TEXT NOT NULL, url TEXT NOT NULL, namespace TEXT NOT NULL,
    is_active INTEGER NOT NULL, queue TEXT NOT NULL, retry_hourly INTEGER NOT NULL, retry_daily INTEGER NOT NULL,
    condition TEXT, extra_data_template TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (trigger, url)
);
CREATE TABLE IF NOT EXISTS webhook_delivery (
    id INTEGER PRIMARY KEY AUTOINCREMENT, webhook_id INTEGER REFERENCES webhook (id), url TEXT NOT NULL,
    event TEXT NOT NULL, body TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'failed', 'refused')),
    attempts INTEGER NOT NULL DEFAULT 0, due_at TEXT NOT NULL, status INTEGER, reason TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS webhook_delivery_due ON webhook_delivery (state, due_at);
CREATE INDEX IF NOT EXISTS webhook_delivery_webhook ON webhook_delivery (webhook_id);
"""
EMPTIED = "DELETE FROM webhook_delivery; DELETE FROM webhook;"

_GONE = "CASE WHEN NEW.deleted_at IS NOT NULL THEN 'deleted' ELSE 'updated' END"
_PROFILE_VERB = (
    "CASE WHEN NEW.profile_type = 'deleted' THEN 'deleted'"
    " WHEN NEW.merged_into IS NOT NULL THEN 'merged' ELSE 'updated' END"
)
# A profile that is gone says so once; its search text is no news (people.refresh_search_text).
_PROFILE_TOLD = (
    "NOT (OLD.profile_type = 'deleted' AND NEW.profile_type = 'deleted')"
    " AND OLD.merged_into IS NULL"
)


def _noting(name: str, when: str, *notes: tuple[str, str, str]) -> str:
    """One temporary trigger; each note is noun, key and verb as SQL expressions."""
    inserts = " ".join(
        f"INSERT INTO touched VALUES ('{noun}', {key}, {verb});"  # noqa: S608  constants
        for noun, key, verb in notes
    )
    return f"CREATE TEMP TRIGGER watch_{name} AFTER {when} BEGIN {inserts} END;"


def _wallet(table: str, noun: str) -> list[str]:
    """An incentive's own events, and its owner's balance."""
    balance = ("balance", "NEW.profile_id", "'updated'")
    return [
        _noting(f"{table}_new", f"INSERT ON main.{table}", (noun, "NEW.id", "'created'"), balance),
        _noting(
            f"{table}_change",
            f"UPDATE ON main.{table} WHEN OLD.deleted_at IS NULL",
            (noun, "NEW.id", _GONE),
            balance,
        ),
        _noting(
            f"{table}_end",
            f"DELETE ON main.{table} WHEN OLD.deleted_at IS NULL",
            (noun, "OLD.id", "'deleted'"),
            ("balance", "OLD.profile_id", "'updated'"),
        ),
    ]


def _simple(table: str, noun: str, condition: str = "1") -> list[str]:
    new, old = condition.format("NEW"), condition.format("OLD")
    return [
        _noting(
            f"{table}_new", f"INSERT ON main.{table} WHEN {new}", (noun, "NEW.id", "'created'")
        ),
        _noting(
            f"{table}_change", f"UPDATE ON main.{table} WHEN {new}", (noun, "NEW.id", "'updated'")
        ),
        _noting(
            f"{table}_end", f"DELETE ON main.{table} WHEN {old}", (noun, "OLD.id", "'deleted'")
        ),
    ]


_PEOPLE = [
    _noting("profile_new", "INSERT ON main.profile", ("profile", "NEW.id", "'created'")),
    _noting(
        "profile_change",
        f"UPDATE OF updated_at ON main.profile WHEN {_PROFILE_TOLD}",
        ("profile", "NEW.id", _PROFILE_VERB),
    ),
    _noting("profile_end", "DELETE ON main.profile", ("profile", "OLD.id", "'deleted'")),
    _noting(
        "identity_new",
        "INSERT ON main.identity",
        ("profile", "NEW.profile_id", "'updated'"),
        ("identity", "NEW.id", "'created'"),
    ),
    _noting(
        "identity_change",
        "UPDATE ON main.identity",
        ("profile", "NEW.profile_id", "'updated'"),
        ("profile", "OLD.profile_id", "'updated'"),
    ),
    _noting("identity_end", "DELETE ON main.identity", ("profile", "OLD.profile_id", "'updated'")),
]
_CREDITS = [
    _noting(
        f"credit_{name}",
        f"{verb} ON main.credit WHEN {row}.profile_id IS NOT NULL",
        ("balance", f"{row}.profile_id", "'updated'"),
    )
    for name, verb, row in (
        ("new", "INSERT", "NEW"),
        ("change", "UPDATE", "NEW"),
        ("end", "DELETE", "OLD"),
    )
]
_SALES = [
    _noting("sale_new", "INSERT ON main.sale", ("transaction", "NEW.id", "'created'")),
    _noting(
        "sale_change",
        "UPDATE ON main.sale WHEN OLD.deleted_at IS NULL",
        ("transaction", "NEW.id", _GONE),
    ),
    _noting("sale_end", "DELETE ON main.sale", ("transaction", "OLD.id", "'deleted'")),
    _noting(
        "sale_item_new", "INSERT ON main.sale_item", ("transaction-item", "NEW.id", "'created'")
    ),
    # A reversal changes what the linked transaction shows (U16).
    _noting(
        "redemption_reversed",
        "UPDATE OF reversed_at ON main.redemption WHEN NEW.transaction_id IS NOT NULL",
        ("transaction", "NEW.transaction_id", "'updated'"),
    ),
]
_TRIGGERS = (
    *_PEOPLE,
    *_wallet("reward", "reward"),
    *_wallet("benefit", "benefit"),
    *_wallet("point", "point"),
    *_CREDITS,
    *_SALES,
    *_simple("location", "location"),
    *_simple("definition", "benefit-definition", "{}.kind = 'benefits'"),
)
WATCHED = " ".join(
    (
        "CREATE TEMP TABLE touched (noun TEXT NOT NULL, key NOT NULL, verb TEXT NOT NULL);",
        *_TRIGGERS,
    )
)
# The triggers go with nothing else, so each is dropped by name.
UNWATCHED = (
    " ".join(f"DROP TRIGGER temp.{trigger.split()[3]};" for trigger in _TRIGGERS)
    + " DROP TABLE temp.touched;"
)
