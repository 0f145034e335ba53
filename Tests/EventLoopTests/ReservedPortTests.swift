import EventLoop
import TestSupport
import Testing

@Suite struct ReservedPortTests {
    @Test func isPickedForNobodyElseAndFreeForItsListener() async throws {
        try await withEventLoop { loop in
            try await loop.submit {
                let reserved = try (0..<100).map { _ in try ReservedPort(on: .loopback(port: 0)) }
                #expect(Set(reserved.map(\.address)).count == 100)
                let listener = try TCPListener.listen(
                    on: reserved[0].address, loop: loop, onAccept: { $0.close() }, onError: { _ in })
                #expect(listener.localAddress == reserved[0].address)
                listener.close()
            }
        }
    }

    @Test func nobodyAnswersOnIt() async throws {
        try await withEventLoop { loop in
            let reserved = try ReservedPort(on: .loopback(port: 0))
            await #expect(throws: LoopError.self) {
                try await loop.run { _ = try await TCPConnection.connect(to: reserved.address, loop: loop) }
            }
        }
    }
}
