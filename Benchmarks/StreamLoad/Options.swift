/// What the command line asks for.
struct Options {
    var port: UInt16 = 0
    var streamPath = "/stream"
    var publishPath = "/publish"
    var probePath = "/json"
    var streams = 1000
    var events = 10
    var intervalMilliseconds = 200
    var idleSeconds = 3
    var pids: [Int32] = []
    /// A file of sessions that are watched and completed, instead of one stream that everybody is on.
    var sessions: String?
    var changes = 1000
    var rate = 200

    init(_ arguments: some Sequence<String>) throws {
        var rest = arguments.makeIterator()
        while let name = rest.next() {
            guard let value = rest.next() else { throw LoadError("\(name) needs a value") }
            switch name {
            case "--port": port = try Self.number(value, for: name)
            case "--stream-path": streamPath = value
            case "--publish-path": publishPath = value
            case "--probe-path": probePath = value
            case "--streams": streams = try Self.number(value, for: name)
            case "--events": events = try Self.number(value, for: name)
            case "--interval-ms": intervalMilliseconds = try Self.number(value, for: name)
            case "--idle-seconds": idleSeconds = try Self.number(value, for: name)
            case "--sessions": sessions = value
            case "--changes": changes = try Self.number(value, for: name)
            case "--rate": rate = try Self.number(value, for: name)
            case "--pid": pids.append(try Self.number(value, for: name))
            default: throw LoadError("unknown option \(name)")
            }
        }
        guard port > 0, streams > 0, events > 0 else { throw LoadError("--port, and at least one stream and event") }
        guard changes > 0, rate > 0 else { throw LoadError("at least one change, at one a second") }
    }

    private static func number<Number: FixedWidthInteger>(_ text: String, for name: String) throws -> Number {
        guard let number = Number(text) else { throw LoadError("\(name) needs a number, not \(text)") }
        return number
    }
}

/// Why a run ended early.
struct LoadError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Throws when a libuv call failed.
    static func check(_ code: Int32, _ what: String) throws {
        if code < 0 { throw LoadError("\(what): \(UVLoop.name(of: code))") }
    }
}
