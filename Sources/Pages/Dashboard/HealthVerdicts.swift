/// What a figure means, and since when it would mean something else.
struct HealthVerdict: Hashable {
    var title: String
    var value: String
    var tone: DashboardTone
    var word: String
    var sentence: String

    fileprivate init(_ title: String, _ value: String, _ tone: DashboardTone, _ word: String, _ sentence: String) {
        self.title = title
        self.value = value
        self.tone = tone
        self.word = word
        self.sentence = sentence
    }
}

extension HealthFigures {
    var verdicts: [HealthVerdict] { [database, clock, webhooks, secrets, backlog, process] }

    private var database: HealthVerdict {
        let used = "\(databaseBusy) busy, \(databaseIdle) idle"
        if let check = checks.first(where: { $0.problem != nil }) {
            return HealthVerdict("Service", "Not ready", .bad, "Look", "\(check.name): \(check.problem ?? "")")
        }
        if databaseWaiting > 0 {
            return HealthVerdict(
                "Service", "Ready", .warn, "Busy", "\(databaseWaiting) callers wait for a database connection; \(used)."
            )
        }
        return HealthVerdict("Service", "Ready", .good, "Good", "The database answers; connections: \(used).")
    }

    private var clock: HealthVerdict {
        guard let clockSkew else {
            return HealthVerdict("Clock", "Not known", .quiet, "Quiet", "The provider has not answered yet.")
        }
        let size = clockSkew < .zero ? .zero - clockSkew : clockSkew
        let value = size < .seconds(1) ? "In step" : "\(size.brief) \(clockSkew < .zero ? "behind" : "ahead")"
        // Webhooks are refused at 300 s, unless told otherwise.
        if size > .seconds(30) {
            return HealthVerdict("Clock", value, .bad, "Look", "Webhooks will be refused: set this machine’s clock.")
        }
        return HealthVerdict(
            "Clock", value, size > .seconds(5) ? .warn : .good, size > .seconds(5) ? "Off" : "Good",
            "Against the provider’s, by its latest answer.")
    }

    private var webhooks: HealthVerdict {
        guard expectsWebhooks else {
            return HealthVerdict(
                "Webhooks", "None expected", .quiet, "Quiet",
                "No secret is configured; payments are asked about instead.")
        }
        let silence = webhookSilence ?? .zero
        if silence > .seconds(60) {
            return HealthVerdict(
                "Webhooks", "Silent for \(silence.brief)", silence > .seconds(600) ? .bad : .warn, "Look",
                "Payments succeed and no webhook tells of them: does the provider know this address, and is its secret "
                    + "configured?")
        }
        return HealthVerdict("Webhooks", "Arriving", .good, "Good", "What was paid was told.")
    }

    private var secrets: HealthVerdict {
        let refused = refusedWebhooks.map(\.count).reduce(0, +)
        let known = signatures.contains { $0.fitting > 0 }
        if refused > 0, !known {
            return HealthVerdict(
                "Signatures", "\(refused) refused", .bad, "Look",
                "No configured secret has made any webhook’s signature: the secret was changed at the provider.")
        }
        if refused > 0 {
            return HealthVerdict("Signatures", "\(refused) refused", .warn, "Look", "By reason: see below.")
        }
        return HealthVerdict(
            "Signatures", known ? "Believed" : "None yet", known ? .good : .quiet, known ? "Good" : "Quiet",
            "No webhook was refused.")
    }

    private var backlog: HealthVerdict {
        let waiting = work.compactMap(\.backlog).reduce(0, +)
        let oldest = work.compactMap(\.age).max() ?? .zero
        if oldest > .seconds(60) {
            return HealthVerdict(
                "Background work", "\(waiting) waiting", oldest > .seconds(600) ? .bad : .warn, "Late",
                "The first has been due for \(oldest.brief).")
        }
        return HealthVerdict(
            "Background work", waiting == 0 ? "Nothing waits" : "\(waiting) waiting", .good, "Good",
            failures == 0 ? "Nothing has failed." : "\(failures) errors were taken up again; the log has them.")
    }

    private var process: HealthVerdict {
        let memory = residentBytes.map { ", \($0 >> 20) MiB" } ?? ""
        return HealthVerdict(
            "Process", streams == 1 ? "1 stream" : "\(streams) streams", worstLag > .milliseconds(250) ? .warn : .good,
            worstLag > .milliseconds(250) ? "Busy" : "Good",
            "\(connections) connections\(memory); a timer was late by \(worstLag.brief) at most.")
    }
}
