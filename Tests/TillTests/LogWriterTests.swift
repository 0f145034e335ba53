import Testing

@testable import till

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct LogWriterTests {
    /// Both ends of a pipe.
    private final class Pipe {
        let reading: Int32
        let writing: Int32

        init() throws {
            var ends: [Int32] = [0, 0]
            try #require(pipe(&ends) == 0)
            (reading, writing) = (ends[0], ends[1])
        }

        /// Only once nobody writes any more: the numbers are soon used again.
        func close() {
            #if canImport(Glibc)
                Glibc.close(reading)
                Glibc.close(writing)
            #else
                Darwin.close(reading)
                Darwin.close(writing)
            #endif
        }

        func read(upTo count: Int) -> String {
            var bytes = [UInt8](repeating: 0, count: count)
            let received = bytes.withUnsafeMutableBytes { buffer in
                #if canImport(Glibc)
                    Glibc.read(reading, buffer.baseAddress, count)
                #else
                    Darwin.read(reading, buffer.baseAddress, count)
                #endif
            }
            return String(decoding: bytes.prefix(max(0, received)), as: UTF8.self)
        }

        func hasMore(withinSeconds seconds: Int32) -> Bool {
            var watched = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
            return poll(&watched, 1, seconds * 1000) == 1
        }

        func read(lines: Int) -> [Substring] {
            var text = ""
            while text.count(where: { $0 == "\n" }) < lines { text += read(upTo: 1 << 16) }
            return text.split(separator: "\n")
        }
    }

    private func writer(_ pipe: Pipe, capacity: Int = 1 << 16) -> LogWriter {
        LogWriter(descriptor: pipe.writing, capacity: capacity) { count in Array("lost \(count)\n".utf8) }
    }

    @Test func writesWholeLinesInOrderFromManyThreads() async throws {
        let pipe = try Pipe()
        defer { pipe.close() }
        let writer = writer(pipe, capacity: 1 << 20)
        defer { writer.close() }
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<4 {
                group.addTask {
                    for line in 0..<200 {
                        writer.append(Array("\(task) \(line) \(String(repeating: "x", count: 20))\n".utf8))
                    }
                    writer.flush()
                }
            }
        }
        let lines = pipe.read(lines: 800)
        #expect(lines.count == 800)
        #expect(lines.allSatisfy { $0.hasSuffix(" xxxxxxxxxxxxxxxxxxxx") })
        for task in 0..<4 {
            let numbers = lines.filter { $0.hasPrefix("\(task) ") }.compactMap { Int($0.split(separator: " ")[1]) }
            #expect(numbers == Array(0..<200))
        }
    }

    @Test func aReaderThatStopsCostsLinesAndNotTime() throws {
        let pipe = try Pipe()
        defer { pipe.close() }
        let writer = writer(pipe, capacity: 1000)
        let line = [UInt8](repeating: UInt8(ascii: "x"), count: 99) + [UInt8(ascii: "\n")]
        // Far more than the pipe and the buffers hold, while nobody reads: this must come to its end.
        for _ in 0..<5000 {
            writer.append(line)
            writer.flush()
        }
        // Whatever was lost is told sooner or later, in as many lines as it takes.
        var text = ""
        while linesAccountedFor(in: text) < 5000, pipe.hasMore(withinSeconds: 20) { text += pipe.read(upTo: 1 << 16) }
        writer.close()
        #expect(linesAccountedFor(in: text) == 5000)
        #expect(text.contains("lost "))
    }

    /// Lines that arrived, and those that were told to be lost; an unfinished line does not count yet.
    private func linesAccountedFor(in text: String) -> Int {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        return lines.reduce(0) { $0 + ($1.hasPrefix("lost ") ? Int($1.dropFirst(5)) ?? 0 : 1) }
    }

    @Test func drainWritesEverything() throws {
        let pipe = try Pipe()
        defer { pipe.close() }
        let writer = writer(pipe)
        defer { writer.close() }
        for _ in 0..<100 { writer.append(Array("line\n".utf8)) }
        writer.drain()
        #expect(pipe.read(upTo: 1 << 16) == String(repeating: "line\n", count: 100))
    }

    @Test func aCrashStillWritesWhatWaits() throws {
        let pipe = try Pipe()
        defer { pipe.close() }
        let writer = writer(pipe)
        defer { writer.close() }
        writer.append(Array("last words\n".utf8))
        writer.writeAfterCrash()
        #expect(pipe.read(upTo: 100).hasPrefix("last words\n"))
    }

    @Test func aClosedReaderIsNoReasonToStop() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let writer = LogWriter(descriptor: ends[1], capacity: 1000) { _ in [] }
        writer.append(Array("line\n".utf8))
        writer.drain()
        writer.close()
        close(ends[1])
    }

    @Test func loggersKeepQuietBelowTheirLevel() {
        let lines = Monitor<[String]>([])
        let output = LogOutput(
            append: { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }, flush: {})
        let logger = Logger(level: .notice, formatter: LogFormatter(format: .text), output: output, now: { 0 })
        logger.debug("a")
        logger.info("b")
        logger.notice("c")
        logger.error("d")
        #expect(lines.withLock { $0 } == ["00:00:00.000 notice  c\n", "00:00:00.000 error   d\n"])
    }
}
