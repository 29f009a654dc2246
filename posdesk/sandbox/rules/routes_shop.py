"""Routes about the shop: transactions, stores, staff, products, settings.

ASSUMED scopes: 1.8 lists none to write products, settings and currencies; they follow the pattern of the rest.
``GET /settings/environment`` stands with the webhooks, whose secret it shows.
"""

from posdesk.sandbox.rules import (
    location_writes,
    locations,
    product_writes,
    products,
    sales,
    setting_writes,
    settings,
    staff,
)
from posdesk.sandbox.rules.router import GUIDE, Route

_TRANSACTIONS = (
    Route("POST", "/transactions", sales.posted, "create-transactions", "Record a sale"),
    Route("POST", "/transactions/update-create", sales.upserted, "create-transactions", "Record or update a sale"),
    Route("POST", "/transactions/sync", sales.upserted, "create-transactions", "Record or update a sale", GUIDE),
    Route("POST", "/transactions/queue", sales.queued, "create-transactions", "Queue a sale"),
    Route("POST", "/transactions/queue/create", sales.queued_new, "create-transactions", "Queue a new sale"),
    Route("GET", "/transactions", sales.listed, "read-transactions", "List transactions"),
    Route(
        "GET", "/transactions/external/{external_id}", sales.read_external,
        "read-transactions", "Find by the till's reference",
    ),
    Route("GET", "/transactions/{id}", sales.read, "read-transactions", "Read a transaction"),
    Route("PUT", "/transactions/{id}", sales.changed, "update-transactions", "Change or void a transaction"),
    Route("DELETE", "/transactions/{id}", sales.removed, "delete-transactions", "Delete a transaction"),
    Route("GET", "/profiles/{p}/transactions", sales.listed_of_profile, "read-transactions", "A profile's transactions"),
    Route("GET", "/profiles/{p}/transactions/{id}", sales.read, "read-transactions", "One transaction of a profile"),
    Route("GET", "/profiles/{p}/find-transactions", sales.listed_of_profile, "read-transactions", "Find a profile's transactions"),
)  # fmt: skip
_REFERENCES = (
    Route("GET", "/locations", locations.listed, "read-locations", "List stores"),
    Route("POST", "/locations", location_writes.posted, "create-locations", "Add a store"),
    Route("GET", "/locations/{id}", locations.read, "read-locations", "Read a store"),
    Route("PUT", "/locations/{id}", location_writes.changed, "update-locations", "Change a store"),
    Route("DELETE", "/locations/{id}", location_writes.removed, "update-locations", "Delete a store"),
    Route("POST", "/staff", staff.posted, "update-profiles", "Add staff"),
    Route("GET", "/staff/{staffId}", staff.read, "read-profiles", "Read staff"),
    Route("PUT", "/staff/{staffId}", staff.changed, "update-profiles", "Change staff"),
    Route("DELETE", "/staff/{staffId}", staff.removed, "update-profiles", "Remove staff"),
    Route("GET", "/products", products.listed, "read-products", "List products"),
    Route("POST", "/products", product_writes.posted, "create-products", "Add a product"),
    Route("GET", "/products/variants", products.listed_variants, "read-products", "List variants"),
    Route("GET", "/products/{id}", products.read, "read-products", "Read a product"),
    Route("PUT", "/products/{id}", product_writes.changed, "update-products", "Change a product"),
    Route("DELETE", "/products/{id}", product_writes.removed, "delete-products", "Delete a product"),
    Route("GET", "/products/{id}/variants", products.listed_variants_of_product, "read-products", "A product's variants"),
    Route("GET", "/products/{id}/variants/{v}", products.read_variant, "read-products", "Read a variant"),
    Route("GET", "/settings", settings.listed, "read-settings", "List settings"),
    Route("GET", "/settings/{handle}", settings.read, "read-settings", "Read a setting"),
    Route("PUT", "/settings/{handle}", setting_writes.changed, "update-settings", "Change a setting"),
    Route("GET", "/currencies", settings.currencies, "read-currencies", "List exchange rates"),
    Route("POST", "/currencies", setting_writes.posted_currency, "create-currencies", "Add an exchange rate"),
    Route("PUT", "/currencies/{id}", setting_writes.changed_currency, "update-currencies", "Change an exchange rate"),
)  # fmt: skip

ROUTES: tuple[Route, ...] = (*_TRANSACTIONS, *_REFERENCES)
