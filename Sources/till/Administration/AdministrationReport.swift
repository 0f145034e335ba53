import Checkout
import CheckoutStore
import Cryptography
import HTTPMessages

/// What became of an administrative act: sentences for people, JSON for programs.
struct AdministrationReport: Sendable {
    var text: String
    var json: String

    init(_ text: String, _ write: (inout JSONWriter) -> Void) {
        self.text = text
        var json = JSONWriter()
        write(&json)
        self.json = String(decoding: json.bytes, as: UTF8.self)
    }

    static func list<Item>(
        _ items: [Item], _ writer: inout JSONWriter, _ write: (Item, inout JSONWriter) -> Void
    ) {
        writer.beginObject()
        writer.key("data")
        writer.beginArray()
        for item in items { write(item, &writer) }
        writer.endArray()
        writer.endObject()
    }

    // MARK: Organizations

    init(organization: Organization, _ sentence: String) {
        self.init(sentence) { organization.write(to: &$0) }
    }

    init(organizations: [Organization]) {
        let rows = organizations.map { organization in
            [
                organization.slug, "\(organization.id)", organization.name, organization.stripeAccountID ?? "",
                organization.allowedOrigins.joined(separator: " "),
            ]
        }
        let text = TextTable.text(["SLUG", "ID", "NAME", "STRIPE ACCOUNT", "ORIGINS"], rows)
        self.init(rows.isEmpty ? "No organization yet; “till org create” makes one." : text) { writer in
            Self.list(organizations, &writer) { $0.write(to: &$1) }
        }
    }

    // MARK: Keys

    init(key: APIKey, secret: SecretString, organization: Organization) {
        let shown = secret.reveal { $0 }
        let text = """
            \(shown)

            This is shown once: only its hash is kept. It is \(key.id), for \(organization.slug) in \(key.mode) mode.
            """
        self.init(text) { key.write(to: &$0, secret: shown) }
    }

    init(keys: [APIKey]) {
        let rows = keys.map { key in
            [
                "\(key.id)", key.mode, key.hint, key.name, "\(key.createdAt)",
                key.lastUsedAt.map { "\($0)" } ?? "never", key.revokedAt.map { "\($0)" } ?? "",
            ]
        }
        let text = TextTable.text(["ID", "MODE", "KEY", "NAME", "MADE", "LAST USED", "REVOKED"], rows)
        self.init(rows.isEmpty ? "No key yet; “till keys create” makes one." : text) { writer in
            Self.list(keys, &writer) { $0.write(to: &$1) }
        }
    }

    init(revoked id: APIKeyID) {
        self.init("Revoked \(id): nobody can call with it any more.") { writer in
            writer.beginObject()
            writer.member("id", "\(id)")
            writer.member("revoked", true)
            writer.endObject()
        }
    }

    // MARK: Products

    init(products: [(product: Product, prices: [PriceRecord])]) {
        var rows: [[String]] = []
        for (product, prices) in products {
            rows.append(["\(product.id)", product.name, product.isActive ? "" : "archived"])
            rows += product.features.map { ["  \($0.key)", $0.summary, ""] }
            for record in prices {
                rows.append(["  \(record.price.id)", record.price.summary, record.price.isActive ? "" : "archived"])
            }
        }
        let text = TextTable.text(["ID", "NAME, FEATURE OR PRICE", ""], rows)
        self.init(rows.isEmpty ? "No product yet; “till products create” makes one." : text) { writer in
            Self.list(products, &writer) { entry, writer in entry.product.write(to: &writer, prices: entry.prices) }
        }
    }
}
