/// The origin of a web page as browsers send it: scheme, host, and the port unless it is the scheme's own.
///
/// https://www.rfc-editor.org/rfc/rfc6454#section-6.2
enum WebOrigin {
    private static let advice = "give scheme, host and port only, like https://shop.example.com"

    /// What a browser would send for what somebody typed; `*` stays, and stands for every page.
    static func parse(_ text: String) throws(Expectation) -> String {
        if text == "*" { return text }
        let url: String
        do throws(Expectation) { url = try PublicURL.parse(text) } catch { throw Expectation(advice: advice) }
        let lowercased = url.lowercased()
        guard let separator = lowercased.firstRange(of: "://") else { throw Expectation(advice: advice) }
        let scheme = lowercased[..<separator.lowerBound]
        let authority = lowercased[separator.upperBound...]
        guard !authority.contains("/"), !authority.contains("*") else { throw Expectation(advice: advice) }
        let standard = scheme == "https" ? ":443" : ":80"
        return "\(scheme)://\(authority.hasSuffix(standard) ? authority.dropLast(standard.count) : authority)"
    }
}
