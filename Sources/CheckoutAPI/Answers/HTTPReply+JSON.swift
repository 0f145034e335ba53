package import CheckoutStore
package import HTTPMessages
package import HTTPServer

extension HTTPResponse {
    /// An answer of one JSON object, whose members `write` writes. Nobody on the way may keep it.
    package static func object(_ status: HTTPStatus = .ok, _ write: (inout JSONWriter) -> Void) -> HTTPResponse {
        var json = JSONWriter()
        json.beginObject()
        write(&json)
        json.endObject()
        return .noStore(json.bytes, status)
    }

    /// A part of a list: `{"object":"list","data":[…],"hasMore":…,"nextCursor":…}`.
    package static func list<Item>(_ page: Page<Item>, _ write: (inout JSONWriter, Item) -> Void) -> HTTPResponse {
        .object { json in
            json.member("object", "list")
            json.key("data")
            json.beginArray()
            for item in page.items { write(&json, item) }
            json.endArray()
            json.member("hasMore", page.next != nil)
            json.member("nextCursor", orNull: page.next?.description)
        }
    }

    package static func deleted(_ id: some CustomStringConvertible) -> HTTPResponse {
        .object { json in
            json.member("id", id.description)
            json.member("deleted", true)
        }
    }

    package static func noStore(_ body: [UInt8], _ status: HTTPStatus = .ok) -> HTTPResponse {
        var response = HTTPResponse.json(body, status)
        response.headers.set("Cache-Control", "no-store")
        return response
    }
}

extension HTTPReply {
    package static func object(_ status: HTTPStatus = .ok, _ write: (inout JSONWriter) -> Void) -> HTTPReply {
        .response(.object(status, write))
    }

    package static func list<Item>(_ page: Page<Item>, _ write: (inout JSONWriter, Item) -> Void) -> HTTPReply {
        .response(.list(page, write))
    }
}
