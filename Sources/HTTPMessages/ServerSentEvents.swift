/// Encodes `text/event-stream`; no value can start a line of its own.
package enum ServerSentEvents {
    /// Appends one event: `id:` and `event:` lines where given, one `data:` line per line of `data`, an empty line.
    package static func write(
        data: String, id: String? = nil, event: String? = nil, into output: inout [UInt8]
    ) {
    }

    /// Appends a comment: clients ignore it, proxies and kernels see a living connection.
    package static func writeComment(_ text: String = "", into output: inout [UInt8]) {
    }

    /// Appends the time after which a client that lost its stream comes back.
    package static func writeRetry(milliseconds: Int, into output: inout [UInt8]) {
    }
}
