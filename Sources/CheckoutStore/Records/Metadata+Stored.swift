import Checkout
import FoundationEssentials
import Postgres

extension Metadata {
    private static let emptyObject = PostgresJSON("{}")

    var stored: PostgresJSON {
        get throws {
            if values.isEmpty { return Self.emptyObject }
            return PostgresJSON(Array(try JSONEncoder().encode(values)))
        }
    }

    init(stored: PostgresJSON) throws {
        if stored == Self.emptyObject {
            self = .empty
        } else {
            self = try JSONDecoder().decode(Metadata.self, from: Data(stored.bytes))
        }
    }
}
