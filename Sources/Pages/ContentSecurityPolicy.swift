/// What a page may load, send and be framed by: nothing, until it is said.
package struct ContentSecurityPolicy: Sendable {
    /// Hashes and origins of scripts.
    package var scripts: [String] = []
    package var styles: [String] = []
    /// Where scripts may send requests.
    package var connections: [String] = []
    package var images: [String] = []
    package var frames: [String] = []
    package var forms: [String] = []
    /// Who may show the page in a frame; nobody when empty.
    package var ancestors: [String] = []

    package init() {}

    package var text: String {
        var directives = ["default-src 'none'", "base-uri 'none'"]
        func allow(_ directive: String, _ sources: [String]) {
            if !sources.isEmpty { directives.append("\(directive) \(sources.joined(separator: " "))") }
        }
        allow("script-src", scripts)
        allow("style-src", styles)
        allow("connect-src", connections)
        allow("img-src", images)
        allow("frame-src", frames)
        // Neither of these falls back to `default-src`: they are said even if empty.
        allow("form-action", forms.isEmpty ? ["'none'"] : forms)
        allow("frame-ancestors", ancestors.isEmpty ? ["'none'"] : ancestors)
        return directives.joined(separator: "; ")
    }
}
