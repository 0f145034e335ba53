/// Reads Prometheus's text format strictly: the test double of a scraper.
struct PrometheusReader {
    struct Malformed: Error {
        var line: String
        var reason: String
    }

    /// Values by `name{label="value",…}`.
    private(set) var samples: [String: Double] = [:]
    private(set) var kinds: [String: String] = [:]

    subscript(_ key: String) -> Double? { samples[key] }

    init(_ text: String) throws {
        guard text.hasSuffix("\n") else { throw Malformed(line: text, reason: "no line feed at the end") }
        var current: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init) {
            if line.hasPrefix("# HELP ") {
                current = nil
            } else if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ").map(String.init)
                guard words.count == 4, ["counter", "gauge", "histogram"].contains(words[3]), kinds[words[2]] == nil
                else { throw Malformed(line: line, reason: "bad TYPE") }
                kinds[words[2]] = words[3]
                current = words[2]
            } else {
                try readSample(line, of: current)
            }
        }
        try checkHistograms()
    }

    private mutating func readSample(_ line: String, of metric: String?) throws {
        guard let space = line.lastIndex(of: " ") else { throw Malformed(line: line, reason: "no value") }
        let key = String(line[..<space])
        let value = String(line[line.index(after: space)...])
        guard let number = value == "+Inf" ? .infinity : Double(value) else {
            throw Malformed(line: line, reason: "bad value")
        }
        let name = key.prefix { $0 != "{" }
        guard name.wholeMatch(of: /[a-zA-Z_:][a-zA-Z0-9_:]*/) != nil else {
            throw Malformed(line: line, reason: "bad name")
        }
        let label = /[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\\\|\\"|\\n)*"/
        var rest = key.dropFirst(name.count)
        if !rest.isEmpty {
            guard rest.first == "{", rest.last == "}" else { throw Malformed(line: line, reason: "bad labels") }
            rest = rest.dropFirst().dropLast()
            while let match = rest.prefixMatch(of: label) {
                rest = rest[match.range.upperBound...]
                if rest.first == "," { rest = rest.dropFirst() }
            }
            guard rest.isEmpty else { throw Malformed(line: line, reason: "bad labels") }
        }
        guard let metric else { throw Malformed(line: line, reason: "no TYPE before it") }
        let suffixes = kinds[metric] == "histogram" ? ["_bucket", "_sum", "_count"] : [""]
        guard suffixes.contains(where: { metric + $0 == name }) else {
            throw Malformed(line: line, reason: "outside its metric")
        }
        guard samples.updateValue(number, forKey: key) == nil else { throw Malformed(line: line, reason: "twice") }
    }

    /// Buckets only grow, and the last is the count.
    private func checkHistograms() throws {
        for (name, kind) in kinds where kind == "histogram" {
            for (key, count) in samples where key.hasPrefix(name + "_count") {
                let labels = key.dropFirst(name.count + "_count".count).dropFirst().dropLast()
                let last = samples["\(name)_bucket{\(labels),le=\"+Inf\"}"]
                guard last == count else { throw Malformed(line: key, reason: "the last bucket is not the count") }
                let buckets = samples.filter { $0.key.hasPrefix("\(name)_bucket{\(labels),le=") }.values
                guard buckets.allSatisfy({ $0 <= count }) else {
                    throw Malformed(line: key, reason: "bucket over count")
                }
            }
        }
    }
}
