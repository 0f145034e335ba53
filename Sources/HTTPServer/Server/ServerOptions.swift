package import HTTPMessages

/// How a server behaves; the defaults are those of production.
package struct ServerOptions: Sendable {
    package var connectionLimits = ConnectionLimits()
    package var requestLimits = RequestLimits()
    /// Connections at a time on all loops together; those above it are told 503.
    package var maximumConnections: Int = DescriptorLimit.connections()
    /// How many of those may be told at the same time on one loop; further ones are reset.
    package var shedAtOnce = 64
    package var trustedProxies = TrustedProxies.none
    package var hooks = ServerHooks()
    /// Connections the kernel keeps for us until we accept them.
    package var backlog: Int32 = 4096

    package init() {}
}
