"""The mutations by name."""

from mallsim.malls.shopify.answers.resolver import Table
from mallsim.malls.shopify.changes import holds, items, orders, product_set, products, refund, ship, webhooks
from mallsim.malls.shopify.changes.adjust_quantities import adjust_quantities
from mallsim.malls.shopify.changes.set_quantities import set_quantities

MUTATION: Table = {
    "fulfillmentCreate": ship.create,
    "fulfillmentTrackingInfoUpdate": ship.update_tracking,
    "fulfillmentCancel": ship.cancel,
    "fulfillmentOrderHold": holds.hold,
    "fulfillmentOrderReleaseHold": holds.release,
    "orderCancel": orders.cancel,
    "orderMarkAsPaid": orders.mark_as_paid,
    "refundCreate": refund.create,
    "inventorySetQuantities": set_quantities,
    "inventoryAdjustQuantities": adjust_quantities,
    "inventoryActivate": items.activate,
    "inventoryItemUpdate": items.update,
    "productSet": product_set.product_set,
    "productUpdate": products.update,
    "productVariantsBulkUpdate": products.update_variants,
    "webhookSubscriptionCreate": webhooks.create,
    "webhookSubscriptionUpdate": webhooks.update,
    "webhookSubscriptionDelete": webhooks.delete,
}
