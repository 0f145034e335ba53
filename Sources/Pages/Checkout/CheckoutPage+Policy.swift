import Checkout

/// What the page may load and who may frame it.
extension CheckoutPage {
    var policy: ContentSecurityPolicy {
        var policy = ContentSecurityPolicy()
        policy.connections = ["'self'"]
        policy.ancestors = frameAncestors
        // The icon in the tab is part of the page.
        policy.images = ["data:"] + (brand.logo.map { [$0.origin] } ?? [])
        switch entry {
        case .notNeeded, .unavailable: break
        case .simulator(let url, _, _): policy.connections.append(url)
        case .stripe:
            // https://docs.stripe.com/security/guide#content-security-policy
            policy.scripts = ["https://js.stripe.com", "https://*.js.stripe.com"]
            policy.connections.append("https://api.stripe.com")
            policy.frames = ["https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"]
        }
        return policy
    }

    /// Our own pages may, too: a shop that is served from here.
    private var frameAncestors: [String] {
        let origins = allowedOrigins.filter { origin in
            origin.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ";") && $0 != UInt8(ascii: ",") }
        }
        return origins.isEmpty ? place == .frame ? ["'self'"] : [] : ["'self'"] + origins
    }
}
