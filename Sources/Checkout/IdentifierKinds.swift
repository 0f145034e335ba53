/// A checkout session: its id is a bearer capability, so it is random (version 4).
package enum CheckoutSessionKind: IdentifierKind { package static let prefix = "cs_" }
/// One payment attempt's intent.
package enum PaymentIntentKind: IdentifierKind { package static let prefix = "int_" }
/// A merchant's customer.
package enum CustomerKind: IdentifierKind { package static let prefix = "cus_" }
/// What is sold.
package enum ProductKind: IdentifierKind { package static let prefix = "prod_" }
/// For how much, and how often, a product is sold.
package enum PriceKind: IdentifierKind { package static let prefix = "price_" }
/// A customer's running subscription.
package enum SubscriptionKind: IdentifierKind { package static let prefix = "sub_" }
/// A bill.
package enum InvoiceKind: IdentifierKind { package static let prefix = "inv_" }
/// Money that goes back.
package enum RefundKind: IdentifierKind { package static let prefix = "ref_" }
/// Something that happened.
package enum EventKind: IdentifierKind { package static let prefix = "evt_" }
/// A merchant's server that is told of events.
package enum WebhookEndpointKind: IdentifierKind { package static let prefix = "we_" }
/// A session token made for one end user; this is its handle, not the token.
package enum SessionTokenKind: IdentifierKind { package static let prefix = "tok_" }

package typealias CheckoutSessionID = Identifier<CheckoutSessionKind>
package typealias PaymentIntentID = Identifier<PaymentIntentKind>
package typealias CustomerID = Identifier<CustomerKind>
package typealias ProductID = Identifier<ProductKind>
package typealias PriceID = Identifier<PriceKind>
package typealias SubscriptionID = Identifier<SubscriptionKind>
package typealias InvoiceID = Identifier<InvoiceKind>
package typealias RefundID = Identifier<RefundKind>
package typealias EventID = Identifier<EventKind>
package typealias WebhookEndpointID = Identifier<WebhookEndpointKind>
package typealias SessionTokenID = Identifier<SessionTokenKind>
