import EventLoop
import HTTPMessages
import HTTPServer
import Postgres

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What the benchmarks measure: bare routes on the real server, without the service's rules.
@main
struct BenchServer {
    static func main() async throws {
        let options = try BenchOptions(Array(CommandLine.arguments.dropFirst()))
        let group = try EventLoopGroup.start(count: options.loops)
        let audience = Audience(loops: group.loops)
        let address = SocketAddress.loopback(port: options.port)
        let target = try options.database.map { try PostgresTarget($0) }
        let servers = try await ServerGroup.start(on: group.loops, address: address) { loop in
            let items = target.map { Items($0, loop: loop) }
            return try BenchRoutes(audience: audience, items: items).application()
        }
        tell("listening on \(servers.localAddress?.description ?? "?") with \(options.loops) loops\n")
        // Ends by a signal.
        while true { try await Task.sleep(for: .seconds(3600)) }
    }
}

/// Prints at once also into a pipe, which `print` would fill first.
private func tell(_ line: String) {
    let bytes = Array(line.utf8)
    // Nobody listening is no reason not to serve.
    _ = write(1, bytes, bytes.count)
}

/// The command line.
struct BenchOptions {
    var port: UInt16 = 0
    var loops = 1
    var database: String?

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BadArgument(name) }
            switch name {
            case "--port": port = try Self.number(value)
            case "--loops": loops = try Self.number(value)
            case "--database": database = value
            default: throw BadArgument(name)
            }
        }
    }

    private static func number<Number: FixedWidthInteger>(_ text: String) throws -> Number {
        guard let number = Number(text) else { throw BadArgument(text) }
        return number
    }

    /// A flag that is not known, or a value that fits none.
    struct BadArgument: Error {
        let text: String
        init(_ text: String) { self.text = text }
    }
}
