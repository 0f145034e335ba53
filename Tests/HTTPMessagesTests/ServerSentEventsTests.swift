import HTTPMessages
import TestSupport
import Testing

/// What a browser would read out of what we write.
@Suite struct ServerSentEventsTests {
    private func encoded(_ data: String, id: String? = nil, event: String? = nil) -> [UInt8] {
        var output: [UInt8] = []
        ServerSentEvents.write(data: data, id: id, event: event, into: &output)
        return output
    }

    @Test func anUnnamedEvent() {
        #expect(String(decoding: encoded("{\"a\":1}", id: "7"), as: UTF8.self) == "id: 7\ndata: {\"a\":1}\n\n")
    }

    @Test func aNamedEvent() {
        #expect(
            String(decoding: encoded("x", id: "7", event: "status"), as: UTF8.self)
                == "id: 7\nevent: status\ndata: x\n\n")
    }

    @Test func bytesAndTextComeOutAlike() {
        for text in ["", "a", "a\nb", "a\r\nb\rc\n", "é\n\n"] {
            var output: [UInt8] = []
            ServerSentEvents.write(data: Array(text.utf8), id: "1", into: &output)
            #expect(output == encoded(text, id: "1"))
        }
    }

    /// Every text of up to five of these: all ways to end a line, to start a field, and to hide one.
    @Test func noDataBreaksOut() {
        let letters = ["a", "\n", "\r", ":", " ", "\0", "id: 9", "\u{2028}"]
        var texts = [""]
        var last = [""]
        for _ in 0..<4 {
            last = last.flatMap { text in letters.map { text + $0 } }
            texts += last
        }
        for text in texts {
            let reader = EventStreamReader(encoded(text, id: "7"))
            let expected = EventStreamReader.Event(data: normalized(text), lastEventID: "7")
            #expect(reader.events == [expected], "\(text.debugDescription)")
            #expect(reader.comments.isEmpty && reader.retryMilliseconds == nil)
        }
    }

    @Test(
        "ids and names stay on their line",
        arguments: ["1\ndata: evil", "1\r\n\r\ndata: evil", "1\rretry: 1", "\0", "1\0", "\n\n", "", "event: x"])
    func fieldsStayOnTheirLine(_ value: String) {
        let kept = String(
            String.UnicodeScalarView(value.unicodeScalars.filter { !"\r\n\0".unicodeScalars.contains($0) }))
        let reader = EventStreamReader(encoded("d", id: value, event: value))
        #expect(reader.events == [.init(data: "d", type: kept.isEmpty ? "message" : kept, lastEventID: kept)])
        #expect(reader.retryMilliseconds == nil)
    }

    @Test("random events in a row are read as they were written", arguments: UInt64(1)...50)
    func random(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var output: [UInt8] = []
        var expected: [EventStreamReader.Event] = []
        for number in 0..<20 {
            let length = Int.random(in: 0...30, using: &generator)
            let text = String(
                String.UnicodeScalarView(
                    (0..<length).map { _ in
                        ["a", "\n", "\r", ":", "é", "\u{1f600}", " ", "d"].randomElement(using: &generator) ?? "a"
                    }))
            ServerSentEvents.write(data: text, id: String(number), into: &output)
            if Bool.random(using: &generator) { ServerSentEvents.writeComment("beat\ndata: x", into: &output) }
            expected.append(.init(data: normalized(text), lastEventID: String(number)))
        }
        #expect(EventStreamReader(output).events == expected, "seed \(seed)")
    }

    @Test func commentsAndRetry() {
        var output: [UInt8] = []
        ServerSentEvents.writeRetry(milliseconds: 2500, into: &output)
        ServerSentEvents.writeRetry(milliseconds: -1, into: &output)
        #expect(String(decoding: output, as: UTF8.self) == "retry: 2500\n\nretry: 0\n\n")
        output = []
        ServerSentEvents.writeComment(into: &output)
        #expect(String(decoding: output, as: UTF8.self) == ": \n\n")
        #expect(EventStreamReader(output).events.isEmpty)
    }

    /// The format has one kind of line end.
    private func normalized(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\r" || (scalar == "\n" && previous != "\r") {
                result.append("\n")
            } else if scalar != "\n" {
                result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }
}
