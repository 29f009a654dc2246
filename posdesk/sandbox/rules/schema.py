"""The tenant's tables. Money and points are whole numbers; instants are UTC text (``dates``).

``points`` columns count hundredths of a point. A ``CHECK`` stands behind every balance: whatever the code
above does, nothing can be overdrawn. ``used_before`` are a benefit's uses from before these books; ``outside`` is
what of a value went (or, below zero, came) otherwise than by being spent: before these books, or by a correction.
JSON that is only stored and echoed lives in ``body`` and ``meta``.
"""

VERSION = 2  # a file of another version is not opened; raise it with any change below

TABLES = """
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE token (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, suffix TEXT, secret_hash BLOB NOT NULL UNIQUE,
    scopes TEXT NOT NULL, revoked INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, expires_at TEXT NOT NULL
);

CREATE TABLE setting (
    id INTEGER PRIMARY KEY, handle TEXT NOT NULL UNIQUE, value TEXT, type TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);

CREATE TABLE currency (
    id INTEGER PRIMARY KEY, from_code TEXT NOT NULL, to_code TEXT NOT NULL, rate TEXT NOT NULL,
    is_system INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    UNIQUE (from_code, to_code)
);

CREATE TABLE location (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, external_id TEXT, external_code TEXT,
    timezone TEXT, body TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX location_external ON location (external_id);

CREATE TABLE profile (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
    first_name TEXT NOT NULL, last_name TEXT NOT NULL, email TEXT, mobile_phone TEXT,
    secondary_phone TEXT, title TEXT, gender TEXT, birth_day INTEGER, birth_month INTEGER,
    birth_year INTEGER, company TEXT, occupation TEXT, currency TEXT NOT NULL,
    profile_type TEXT NOT NULL, tier_handle TEXT, spent INTEGER NOT NULL DEFAULT 0,
    joined_at TEXT, joined_location_id INTEGER, merged_into TEXT, body TEXT NOT NULL DEFAULT '{}',
    search_text TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX profile_email ON profile (email);
CREATE INDEX profile_mobile ON profile (mobile_phone);

CREATE TABLE identity (
    id INTEGER PRIMARY KEY AUTOINCREMENT, profile_id TEXT NOT NULL REFERENCES profile (id),
    handle TEXT NOT NULL, identifier TEXT NOT NULL, is_primary INTEGER NOT NULL DEFAULT 0,
    is_active INTEGER NOT NULL DEFAULT 1, merged_from TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (handle, identifier)
);
CREATE INDEX identity_profile ON identity (profile_id);
CREATE INDEX identity_identifier ON identity (identifier);

CREATE TABLE definition (
    kind TEXT NOT NULL, id INTEGER NOT NULL, handle TEXT NOT NULL, name TEXT NOT NULL,
    value INTEGER, period INTEGER, period_type TEXT NOT NULL, absolute_expiry TEXT,
    max_redemptions INTEGER, max_global_redemptions INTEGER, is_published INTEGER NOT NULL DEFAULT 1,
    body TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    PRIMARY KEY (kind, id), UNIQUE (kind, handle)
) WITHOUT ROWID;

CREATE TABLE reward (
    id INTEGER PRIMARY KEY AUTOINCREMENT, profile_id TEXT NOT NULL REFERENCES profile (id),
    definition_id INTEGER NOT NULL, timezone TEXT NOT NULL,
    initial INTEGER NOT NULL CHECK (initial >= 0), remaining INTEGER NOT NULL CHECK (remaining >= 0),
    outside INTEGER NOT NULL DEFAULT 0,
    issued_at TEXT NOT NULL, expires_at TEXT, extended_at TEXT, external_id TEXT, meta TEXT,
    deleted_at TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX reward_profile ON reward (profile_id, expires_at);

CREATE TABLE benefit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, profile_id TEXT NOT NULL REFERENCES profile (id),
    definition_id INTEGER NOT NULL, timezone TEXT NOT NULL,
    max_redemptions INTEGER, used INTEGER NOT NULL DEFAULT 0, used_before INTEGER NOT NULL DEFAULT 0,
    issued_at TEXT NOT NULL, issued_utc TEXT NOT NULL, expires_at TEXT, expires_utc TEXT,
    extended_at TEXT, claimed_at TEXT, external_id TEXT, value INTEGER, meta TEXT, deleted_at TEXT,
    redeem_code_pos TEXT, redeem_code_online TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    CHECK (used >= 0 AND (max_redemptions IS NULL OR used <= max_redemptions))
);
CREATE INDEX benefit_profile ON benefit (profile_id);
CREATE INDEX benefit_definition ON benefit (definition_id);

CREATE TABLE point (
    id INTEGER PRIMARY KEY AUTOINCREMENT, profile_id TEXT NOT NULL REFERENCES profile (id),
    definition_id INTEGER NOT NULL,
    initial INTEGER NOT NULL CHECK (initial >= 0), remaining INTEGER NOT NULL CHECK (remaining >= 0),
    outside INTEGER NOT NULL DEFAULT 0,
    is_redeemable INTEGER NOT NULL DEFAULT 1, accrued_at TEXT NOT NULL, issued_at TEXT NOT NULL,
    expires_at TEXT, description TEXT, meta TEXT, deleted_at TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX point_profile ON point (profile_id, expires_at);

CREATE TABLE credit (
    id INTEGER PRIMARY KEY AUTOINCREMENT, profile_id TEXT REFERENCES profile (id),
    definition_id INTEGER NOT NULL, type TEXT NOT NULL, currency TEXT NOT NULL,
    initial INTEGER NOT NULL CHECK (initial >= 0), remaining INTEGER NOT NULL CHECK (remaining >= 0),
    outside INTEGER NOT NULL DEFAULT 0, creator_profile_id TEXT, recipient_email TEXT COLLATE NOCASE,
    is_waiting INTEGER NOT NULL DEFAULT 0, reverts_at TEXT,
    note TEXT, credit_number TEXT UNIQUE, security_code TEXT, is_void INTEGER NOT NULL DEFAULT 0,
    locked INTEGER NOT NULL DEFAULT 0, lock_expires_at TEXT, timezone TEXT NOT NULL,
    issued_at TEXT NOT NULL, expires_at TEXT, released_at TEXT, extended_at TEXT, external_id TEXT,
    location_id INTEGER, meta TEXT, body TEXT NOT NULL, deleted_at TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX credit_profile ON credit (profile_id, expires_at);
CREATE INDEX credit_recipient ON credit (recipient_email) WHERE recipient_email IS NOT NULL;
CREATE INDEX credit_reverting ON credit (reverts_at) WHERE reverts_at IS NOT NULL;

CREATE TABLE redemption (
    id INTEGER PRIMARY KEY AUTOINCREMENT, profile_id TEXT NOT NULL REFERENCES profile (id),
    type TEXT NOT NULL CHECK (type IN ('redeem', 'return', 'reversal')),
    total INTEGER NOT NULL CHECK (total >= 0), total_localised INTEGER NOT NULL, currency TEXT,
    redeem_at TEXT NOT NULL, external_id TEXT, transaction_external_id TEXT,
    transaction_receipt_ref TEXT, meta TEXT, location_id INTEGER, transaction_id INTEGER,
    origin_id INTEGER REFERENCES redemption (id), reversed_at TEXT,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX redemption_profile ON redemption (profile_id, id);
CREATE INDEX redemption_reference ON redemption (transaction_external_id);
CREATE INDEX redemption_transaction ON redemption (transaction_id);
CREATE INDEX redemption_origin ON redemption (origin_id);

CREATE TABLE redemption_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, redemption_id INTEGER NOT NULL REFERENCES redemption (id),
    type TEXT NOT NULL CHECK (type IN ('reward', 'point', 'benefit', 'credit')),
    incentive_id INTEGER NOT NULL, value INTEGER NOT NULL CHECK (value >= 0),
    units INTEGER NOT NULL CHECK (units >= 0),
    refunded INTEGER NOT NULL DEFAULT 0, refunded_units INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
    CHECK (refunded <= value AND refunded_units <= units)
);
CREATE INDEX redemption_item_redemption ON redemption_item (redemption_id);

CREATE TABLE sale (
    id INTEGER PRIMARY KEY AUTOINCREMENT, external_id TEXT, profile_id TEXT REFERENCES profile (id),
    total INTEGER NOT NULL, total_original INTEGER, rounding INTEGER, margin INTEGER,
    currency TEXT NOT NULL, transacted_at TEXT NOT NULL, timezone TEXT NOT NULL,
    receipt_ref TEXT, linked_receipt_ref TEXT, location_id INTEGER, staff_profile_id TEXT,
    redemption_id INTEGER REFERENCES redemption (id), is_void INTEGER NOT NULL DEFAULT 0,
    type TEXT, status TEXT, order_number TEXT, receipt_is_email INTEGER NOT NULL DEFAULT 0,
    receipt_email TEXT, payments TEXT NOT NULL, meta TEXT, body TEXT NOT NULL, claimed_at TEXT,
    deleted_at TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX sale_external ON sale (external_id);
CREATE INDEX sale_profile ON sale (profile_id, id);
CREATE INDEX sale_receipt ON sale (receipt_ref);

CREATE TABLE sale_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sale_id INTEGER NOT NULL REFERENCES sale (id),
    external_id TEXT, name TEXT NOT NULL, sku TEXT, quantity INTEGER NOT NULL,
    price_current INTEGER NOT NULL, price_sell INTEGER NOT NULL, price_original INTEGER,
    price_tax INTEGER, price_margin INTEGER, body TEXT NOT NULL
);
CREATE INDEX sale_item_sale ON sale_item (sale_id);

CREATE TABLE credit_payment (
    sale_id INTEGER NOT NULL REFERENCES sale (id), credit_id INTEGER NOT NULL REFERENCES credit (id),
    value INTEGER NOT NULL CHECK (value > 0), units INTEGER NOT NULL CHECK (units > 0),
    PRIMARY KEY (sale_id, credit_id)
) WITHOUT ROWID;

CREATE TABLE product (
    id INTEGER PRIMARY KEY AUTOINCREMENT, handle TEXT NOT NULL UNIQUE, title TEXT NOT NULL,
    external_id TEXT, status TEXT NOT NULL, body TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE TABLE variant (
    id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES product (id),
    sku TEXT NOT NULL, barcode TEXT, price INTEGER NOT NULL, title TEXT, external_id TEXT,
    body TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL
);
CREATE INDEX variant_product ON variant (product_id);
CREATE INDEX variant_sku ON variant (sku);
CREATE INDEX variant_barcode ON variant (barcode);
"""

# Children before parents, so that a reset never meets a foreign key.
EMPTIED = (
    "DELETE FROM credit_payment; DELETE FROM sale_item; DELETE FROM sale; DELETE FROM redemption_item;"
    "DELETE FROM redemption; DELETE FROM credit; DELETE FROM point; DELETE FROM benefit;"
    "DELETE FROM reward; DELETE FROM definition; DELETE FROM identity; DELETE FROM profile;"
    "DELETE FROM variant; DELETE FROM product; DELETE FROM location; DELETE FROM currency;"
    "DELETE FROM setting; DELETE FROM token; DELETE FROM fact; DELETE FROM sqlite_sequence;"
)
EMPTIED_REVERSALS_FIRST = "UPDATE redemption SET origin_id = NULL;"
