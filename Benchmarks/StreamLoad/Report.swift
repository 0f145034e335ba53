/// The figures of a run as one JSON object, for Benchmarks/suite/streams.py to read.
struct Report {
    let streams: Int
    let connectSeconds: Double
    let residentBefore: Int
    let residentOpen: Int
    let residentAfter: Int
    let idleSeconds: Int
    let idleCPU: Double
    let events: [StreamSet.Fanout]
    let latencies: [LatencyProbe.Sample]

    var json: String {
        let members: [(String, Double)] = [
            ("streams", Double(streams)),
            ("connectSeconds", connectSeconds),
            ("residentKilobytesBefore", Double(residentBefore)),
            ("residentKilobytesOpen", Double(residentOpen)),
            ("residentKilobytesAfter", Double(residentAfter)),
            ("bytesPerStream", Double(residentOpen - residentBefore) * 1024 / Double(streams)),
            ("idleSeconds", Double(idleSeconds)),
            ("idleCPUSeconds", idleCPU),
            ("fanoutFirstMilliseconds", median(of: events.map { $0.milliseconds.percentile(0) })),
            ("fanoutMedianMilliseconds", median(of: events.map { $0.milliseconds.percentile(50) })),
            ("fanoutP99Milliseconds", median(of: events.map { $0.milliseconds.percentile(99) })),
            ("fanoutLastMilliseconds", median(of: events.map { $0.milliseconds.percentile(100) })),
            ("fanoutWorstMilliseconds", events.map { $0.milliseconds.percentile(100) }.max() ?? 0),
            ("probesDuringFanout", Double(during.count)),
            ("probeP99DuringFanoutMilliseconds", during.percentile(99)),
            ("probeWorstDuringFanoutMilliseconds", during.percentile(100)),
            ("probeP99Milliseconds", latencies.map(\.milliseconds).sorted().percentile(99)),
        ]
        return "{" + members.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
    }

    /// Latencies of the requests that were due while an event was on its way, sorted.
    private var during: [Double] {
        let windows = events.map { event in
            event.publishedAt...(event.publishedAt + UInt64(event.milliseconds.percentile(100) * 1e6))
        }
        return latencies.filter { sample in windows.contains { $0.contains(sample.dueAt) } }.map(\.milliseconds)
            .sorted()
    }

    private func median(of values: [Double]) -> Double { values.sorted().percentile(50) }
}

extension LatencyProbe.Sample {
    var milliseconds: Double { Double(nanoseconds) / 1e6 }
}

extension [Double] {
    /// The nearest-rank percentile of sorted values; 0 of none.
    func percentile(_ percent: Double) -> Double {
        guard !isEmpty else { return 0 }
        let rank = Int((percent / 100 * Double(count)).rounded(.up))
        return self[Swift.min(Swift.max(rank - 1, 0), count - 1)]
    }
}
