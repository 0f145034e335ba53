import EventLoop

extension PostgresTarget {
    /// Names become addresses here, on the loop: libpq would look them up in a blocking call. The name itself is kept
    /// beside the address, because certificates are checked against it.
    func candidates(
        applicationName: String, on loop: EventLoop
    ) async throws(PostgresError) -> [ConnectionCandidate] {
        var resolved: [(host: Host, address: String)] = []
        var failures: [String] = []
        for host in hosts {
            if host.isSocketFolder || !host.address.isEmpty {
                resolved.append((host, host.address))
                continue
            }
            guard let port = UInt16(host.port) else {
                throw PostgresError(.invalidTarget, reason: "\(host.port) is not a port")
            }
            do {
                let addresses = try await loop.resolve(host: host.name, port: port)
                resolved += addresses.map { (host, $0.ip) }
            } catch {
                // As long as another host of the list can be found, this one is like a server that is down.
                failures.append("\(host.name) cannot be resolved (\(error))")
            }
        }
        if resolved.isEmpty { throw PostgresError(.connectFailed, reason: failures.joined(separator: "; ")) }
        return ConnectionCandidate.list(self, applicationName: applicationName, resolved: resolved)
    }
}
