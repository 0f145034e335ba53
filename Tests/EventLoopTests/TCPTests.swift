import Testing

@testable import EventLoop

@Suite struct TCPTests {
    @Test func bytesArriveWholeAndInOrderAlsoWhenTheReaderIsSlow() async throws {
        try await withPair { pair in
            let payload = (0..<4_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            pair.client.write(payload)
            #expect(pair.client.unsentBytes > 0, "more than the kernel's buffers hold")
            pair.client.finishWriting()
            await pair.clientEvents.wait(for: .flushed)
            pair.server.startReading()
            await pair.serverEvents.wait(for: .end)
            #expect(pair.serverEvents.received == payload)
            #expect(pair.client.unsentBytes == 0)
        } beforeReading: {
            $0.server.startReading()
        }
    }

    @Test func aPausedReaderGetsNothingUntilItResumes() async throws {
        try await withPair { pair in
            pair.server.startReading()
            pair.client.write(Array("one".utf8))
            await pair.serverEvents.wait(for: .bytes(3))
            pair.server.stopReading()
            pair.client.write(Array("two".utf8))
            await Task.yield()
            #expect(pair.serverEvents.received.count == 3)
            pair.server.startReading()
            await pair.serverEvents.wait(for: .bytes(6))
            #expect(pair.serverEvents.received == Array("onetwo".utf8))
        }
    }

    @Test func closeTellsThePeerAndIsReportedOnce() async throws {
        try await withPair { pair in
            pair.server.startReading()
            pair.client.close()
            pair.client.close()
            await pair.serverEvents.wait(for: .end)
            await pair.clientEvents.wait(for: .closed)
            #expect(pair.clientEvents.closedCount == 1)
            #expect(pair.clientEvents.error == nil)
            #expect(pair.client.delegate == nil)
        }
    }

    @Test func aResetIsAnError() async throws {
        try await withPair { pair in
            pair.server.startReading()
            pair.client.reset()
            await pair.serverEvents.wait(for: .closed)
            #expect(pair.serverEvents.error == .connectionReset)
        }
    }

    @Test func writingAfterThePeerIsGoneClosesInsteadOfCrashing() async throws {
        try await withPair { pair in
            pair.client.reset()
            await pair.clientEvents.wait(for: .closed)
            pair.server.write([1])
            pair.server.startReading()
            await pair.serverEvents.wait(for: .closed)
            pair.server.write([2])
            #expect(pair.serverEvents.error != nil)
        }
    }

    @Test func nobodyListeningIsRefused() async throws {
        let loop = try EventLoop.start()
        // Not a port that was free a moment ago: a test beside this one may have got it since.
        await #expect(throws: LoopError.connectionRefused) {
            try await loop.run { _ = try await TCPConnection.connect(to: .loopback(port: 1), loop: loop) }
        }
        await loop.stop()
    }

    @Test func aPortInUseIsRefusedUnlessItIsShared() async throws {
        let loop = try EventLoop.start()
        try await loop.run {
            let first = try listen(on: .loopback(port: 0), loop: loop, reusePort: true)
            let shared = try listen(on: first.localAddress, loop: loop, reusePort: true)
            #expect(shared.localAddress == first.localAddress)
            #expect(throws: LoopError.addressInUse) {
                try listen(on: first.localAddress, loop: loop, reusePort: false)
            }
        }
        await loop.stop()
    }

    @Test func aCancelledConnectEndsAtOnce() async throws {
        let loop = try EventLoop.start()
        let task = Task(executorPreference: loop) {
            // Reserved for documentation: nothing answers there, and nothing is sent but the first packet.
            try await Task.yieldThenConnect(loop)
        }
        task.cancel()
        await #expect(throws: (any Error).self) { try await task.value }
        await loop.stop()
    }

    @Test func stoppingTheLoopClosesWhatIsOpen() async throws {
        let loop = try EventLoop.start()
        let journal = Journal()
        try await loop.run {
            let listener = try listen(on: .loopback(port: 0), loop: loop, reusePort: false)
            let client = try await TCPConnection.connect(to: listener.localAddress, loop: loop)
            let events = ConnectionEvents()
            events.onClose = { journal.append("closed") }
            client.delegate = events
            client.startReading()
        }
        await loop.stop()
        #expect(journal.lines == ["closed"])
        await #expect(throws: LoopError.closed) {
            try await loop.run { _ = try listen(on: .loopback(port: 0), loop: loop, reusePort: false) }
        }
    }

    private func listen(on address: SocketAddress, loop: EventLoop, reusePort: Bool) throws -> TCPListener {
        try TCPListener.listen(
            on: address, loop: loop, reusePort: reusePort, onAccept: { _ in }, onError: { _ in })
    }
}

extension Task where Success == Never, Failure == Never {
    /// Connects to the loopback after being cancelled, so that no packet leaves the machine.
    fileprivate static func yieldThenConnect(_ loop: EventLoop) async throws {
        while !Task.isCancelled { await Task.yield() }
        _ = try await TCPConnection.connect(to: .loopback(port: 9), loop: loop)
    }
}
