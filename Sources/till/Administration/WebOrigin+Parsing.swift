import CheckoutAPI

extension WebOrigin {
    /// What a browser would send for what somebody typed; `*` stays, and stands for every page.
    static func parse(_ text: String) throws(Expectation) -> String {
        if text == "*" { return text }
        let advice = "give scheme, host and port only, like https://shop.example.com"
        let url: String
        do throws(Expectation) { url = try PublicURL.parse(text) } catch { throw Expectation(advice: advice) }
        let hasPath = url.split(separator: "/", omittingEmptySubsequences: true).count > 2
        guard !hasPath, let origin = WebOrigin(ofURL: url) else { throw Expectation(advice: advice) }
        return origin.text
    }
}
