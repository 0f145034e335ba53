/// One address to try, with everything libpq has to know for it.
struct ConnectionCandidate: Equatable, Sendable {
    let keywords: [String]
    let values: [String]
    /// For messages.
    let place: String

    /// The order in which a target's addresses are tried. One libpq connection per address, not one for all: libpq
    /// moves on to the next by itself only when an address refuses, never when it keeps silent.
    static func list(
        _ target: PostgresTarget, applicationName: String, resolved: [(host: PostgresTarget.Host, address: String)]
    ) -> [ConnectionCandidate] {
        let attributes = target.settings["target_session_attrs"] ?? "any"
        // Preferring a standby takes two rounds: first only standbys will do, then anything.
        let rounds = attributes == "prefer-standby" ? ["standby", "any"] : [attributes]
        return rounds.flatMap { round in
            resolved.map { host, address in
                var settings = target.settings
                settings["target_session_attrs"] = round
                settings["host"] = host.name.isEmpty ? nil : host.name
                settings["hostaddr"] = address.isEmpty ? nil : address
                settings["port"] = host.port
                settings["application_name"] = settings["application_name"] ?? applicationName
                let sorted = settings.sorted { $0.key < $1.key }
                return ConnectionCandidate(
                    keywords: sorted.map(\.key), values: sorted.map(\.value),
                    place: "\(host.name.isEmpty ? address : host.name):\(host.port)")
            }
        }
    }
}
