import EventLoop

extension SocketAddress {
    /// A numeric address and a port: `127.0.0.1:8080`, `[::1]:0`.
    init(listening text: String) throws(Expectation) {
        let advice = Expectation(advice: "give address:port, like 127.0.0.1:8080 or [::1]:8080")
        guard let colon = text.lastIndex(of: ":") else { throw advice }
        let digits = text[text.index(after: colon)...]
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(digits) else { throw advice }
        var host = text[..<colon]
        let isBracketed = host.first == "[" && host.last == "]"
        if isBracketed { host = host.dropFirst().dropLast() }
        // The one name that needs no resolver, and the one most often typed.
        let numeric = host == "localhost" ? "127.0.0.1" : String(host)
        guard let address = SocketAddress(ip: numeric, port: port), address.isIPv6 == isBracketed else { throw advice }
        self = address
    }

    /// Where somebody on this machine reaches a server that listens here.
    var url: String {
        switch ip {
        case "0.0.0.0": "http://127.0.0.1:\(port)"
        case "::": "http://[::1]:\(port)"
        default: "http://\(self)"
        }
    }
}
