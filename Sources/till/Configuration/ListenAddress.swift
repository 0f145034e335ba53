/// A numeric address and a port: `127.0.0.1:8080`, `[::1]:0`.
struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    var host: String
    var port: UInt16

    init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    init(parsing text: String) throws(Expectation) {
        let advice = "give address:port, like 127.0.0.1:8080 or [::1]:8080"
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]),
            text[text.index(after: colon)...].utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { throw Expectation(advice: advice) }
        var host = text[..<colon]
        let isBracketed = host.first == "[" && host.last == "]"
        if isBracketed { host = host.dropFirst().dropLast() }
        // The one name that needs no resolver, and the one most often typed.
        let numeric = host == "localhost" ? "127.0.0.1" : String(host)
        guard let address = InternetAddress(numeric), address.isVersion6 == isBracketed else {
            throw Expectation(advice: advice)
        }
        self.init(host: numeric, port: port)
    }

    var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
