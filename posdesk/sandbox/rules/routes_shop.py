"""Routes about the shop: transactions, stores, staff, products, settings."""

from posdesk.sandbox.rules import locations, products, sales, settings, staff
from posdesk.sandbox.rules.router import GUIDE, Route

_TRANSACTIONS = (
    Route("POST", "/transactions", sales.posted, "create-transactions", "Record a sale"),
    Route("POST", "/transactions/update-create", sales.upserted, "create-transactions", "Record or update a sale"),
    Route("POST", "/transactions/sync", sales.upserted, "create-transactions", "Record or update a sale", GUIDE),
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
)  # fmt: skip
_REFERENCES = (
    Route("GET", "/locations", locations.listed, "read-locations", "List stores"),
    Route("GET", "/locations/{id}", locations.read, "read-locations", "Read a store"),
    Route("POST", "/staff", staff.posted, "update-profiles", "Add staff"),
    Route("GET", "/staff/{staffId}", staff.read, "read-profiles", "Read staff"),
    Route("PUT", "/staff/{staffId}", staff.changed, "update-profiles", "Change staff"),
    Route("DELETE", "/staff/{staffId}", staff.removed, "update-profiles", "Remove staff"),
    Route("GET", "/products", products.listed, "read-products", "List products"),
    Route("GET", "/products/variants", products.listed_variants, "read-products", "List variants"),
    Route("GET", "/products/{id}", products.read, "read-products", "Read a product"),
    Route(
        "GET",
        "/products/{id}/variants",
        products.listed_variants_of_product,
        "read-products",
        "A product's variants",
    ),
    Route(
        "GET",
        "/products/{id}/variants/{v}",
        products.read_variant,
        "read-products",
        "Read a variant",
    ),
    Route("GET", "/settings", settings.listed, "read-settings", "List settings"),
    Route("GET", "/settings/{handle}", settings.read, "read-settings", "Read a setting"),
    Route("GET", "/currencies", settings.currencies, "read-currencies", "List exchange rates"),
)

ROUTES: tuple[Route, ...] = (*_TRANSACTIONS, *_REFERENCES)
