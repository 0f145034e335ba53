import HTTPMessages
import TestSupport
import Testing

/// The table of raw requests, cut in every way.
@Suite struct RequestParserTableTests {
    @Test("the table is large and its names are unique")
    func tableIsSound() {
        #expect(RequestSample.all.count >= 150)
        #expect(Set(RequestSample.all.map(\.name)).count == RequestSample.all.count)
    }

    @Test("fed whole", arguments: RequestSample.all)
    func whole(_ sample: RequestSample) {
        #expect(outcome(ParsedRequests(sample.bytes)) == sample.outcome)
    }

    @Test("fed byte by byte", arguments: RequestSample.all)
    func byteByByte(_ sample: RequestSample) {
        let cuts = Array(sample.bytes.indices.dropFirst())
        #expect(ParsedRequests(sample.bytes, cuts: cuts) == ParsedRequests(sample.bytes))
    }

    @Test("fed in random pieces", arguments: RequestSample.all)
    func randomPieces(_ sample: RequestSample) {
        let whole = ParsedRequests(sample.bytes)
        for seed in UInt64(1)...8 {
            var generator = SeededGenerator(seed: seed)
            let cuts = (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                Int.random(in: 0...sample.bytes.count, using: &generator)
            }
            #expect(ParsedRequests(sample.bytes, cuts: cuts.sorted()) == whole, "seed \(seed)")
        }
    }

    @Test("cut in two at every place", arguments: RequestSample.all.filter { $0.bytes.count < 400 })
    func everyCut(_ sample: RequestSample) {
        let whole = ParsedRequests(sample.bytes)
        for cut in 0...sample.bytes.count {
            #expect(ParsedRequests(sample.bytes, cuts: [cut]) == whole, "cut at \(cut)")
        }
    }

    @Test("behind each other on one connection")
    func pairwise() {
        let small = RequestSample.all.filter { $0.bytes.count < 400 }
        for first in small {
            guard case .accepted(let before) = first.outcome else { continue }
            for second in small {
                let parsed = ParsedRequests(first.bytes + second.bytes)
                #expect(outcome(parsed) == shifted(second.outcome, by: before), "\(first), then \(second)")
            }
        }
    }

    private func outcome(_ parsed: ParsedRequests) -> RequestSample.Outcome {
        if let error = parsed.error { return .refused(Int(error.status.code), after: parsed.wholeRequests) }
        return parsed.endsBetweenRequests
            ? .accepted(parsed.wholeRequests) : .unfinished(after: parsed.wholeRequests)
    }

    private func shifted(_ outcome: RequestSample.Outcome, by count: Int) -> RequestSample.Outcome {
        switch outcome {
        case .accepted(let own): .accepted(own + count)
        case .refused(let status, let after): .refused(status, after: after + count)
        case .unfinished(let after): .unfinished(after: after + count)
        }
    }
}
