/// The figures of a run with changes as one JSON object, for Benchmarks/suite/live_streams.py to read.
struct ChangeReport {
    let streams: Int
    let connectSeconds: Double
    let residentBefore: Int
    let residentOpen: Int
    let residentAfter: Int
    let samples: [ChangeRun.Sample]

    var json: String {
        let members = [
            #""streams":\#(streams)"#, #""connectSeconds":\#(connectSeconds)"#,
            #""residentKilobytesBefore":\#(residentBefore)"#, #""residentKilobytesOpen":\#(residentOpen)"#,
            #""residentKilobytesAfter":\#(residentAfter)"#,
            #""bytesPerStream":\#(Double(residentOpen - residentBefore) * 1024 / Double(streams))"#,
            #""samples":[\#(samples.map(Self.array).joined(separator: ","))]"#,
        ]
        return "{\(members.joined(separator: ","))}"
    }

    /// Number, sent, answered, arrived.
    private static func array(_ sample: ChangeRun.Sample) -> String {
        "[\(sample.change),\(sample.sentAt),\(sample.answeredAt),\(sample.arrivedAt)]"
    }
}
