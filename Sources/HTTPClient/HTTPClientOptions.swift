/// What all requests of one client share.
package struct HTTPClientOptions: Sendable {
    package var userAgent = "till"
    /// A PEM file of the authorities to trust instead of the system's. (Certificates are always verified.)
    package var certificateAuthorityFile: String?
    /// Requests beyond these wait for a connection, inside their `connectTimeout`.
    package var maximumConnectionsPerHost = 64
    package var maximumConnections = 512
    package var maximumIdleConnections = 64
    /// An idle connection that is older is not used again: many servers close theirs after a minute.
    package var maximumIdleTime = Duration.seconds(50)
    package var maximumResponseHeaderBytes = 64 * 1024
    /// `http_proxy` and its kin are ignored unless asked for: behind one, `approveAddress` would see only the proxy.
    package var usesEnvironmentProxies = false

    package init() {}
}
