import EventLoop
import HTTPMessages
import HTTPServer
import Postgres

/// One loop's look-ups of items by key.
struct Items {
    private let lookup: PostgresLookup<PostgresUUID, PostgresJSON>

    /// On the loop.
    init(_ target: PostgresTarget, loop: EventLoop) {
        var options = PoolOptions()
        options.maximumConnections = 2
        lookup = PostgresLookup(
            PostgresPool(target, loop: loop, pool: options), "SELECT id, body FROM items WHERE id = ANY($1)"
        ) { row in
            (try row.decode(0), try row.decode(1))
        }
    }

    func answer(_ request: HTTPRequest) async throws -> HTTPReply {
        guard let text = request.parameters["id"], let key = PostgresUUID(text), let item = try await lookup.find(key)
        else {
            throw APIError(.notFound, code: "item_not_found", message: "There is no such item.")
        }
        var json: [UInt8] = []
        json.reserveCapacity(item.bytes.count + 64)
        json += Array(#"{"id":""#.utf8)
        json += Array(text.utf8)
        json += Array(#"","body":"#.utf8)
        json += item.bytes
        json.append(UInt8(ascii: "}"))
        return .json(json)
    }
}
