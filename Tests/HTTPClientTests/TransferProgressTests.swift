import CLibcurl
import EventLoop
import HTTPMessages
import Testing

@testable import HTTPClient

/// The decisions alone, without libcurl.
@Suite("Transfer progress")
struct TransferProgressTests {
    private let address = SocketAddress.loopback(port: 80)

    private func progress(mayBeResent: Bool = false) -> TransferProgress {
        TransferProgress(maximumHeaderBytes: 100, maximumBodyBytes: 10, mayBeResent: mayBeResent)
    }

    @Test("nothing was sent until a connection was ready")
    func sent() {
        var progress = progress()
        #expect(progress.failed(.resolveFailed, detail: "").outcome == .notSent)
        #expect(progress.resolved(address, isApproved: true) == .proceed)
        #expect(progress.failed(.tlsFailed, detail: "").outcome == .notSent)
        #expect(progress.timeRanOut(detail: "").reason == .connectTimedOut)
        #expect(progress.connected(address, isApproved: true) == .proceed)
        #expect(progress.failed(.connectionLost, detail: "").outcome == .unknown)
        #expect(progress.timeRanOut(detail: "").reason == .timedOut)
    }

    @Test("a second sending without an answer in between is a retry")
    func retry() {
        for mayBeResent in [false, true] {
            var progress = progress(mayBeResent: mayBeResent)
            #expect(progress.connected(address, isApproved: true) == .proceed)
            #expect(progress.connected(address, isApproved: true) == (mayBeResent ? .proceed : .abort))
            let reason = progress.failed(.library(42), detail: "").reason
            #expect(reason == (mayBeResent ? .library(42) : .connectionLost))
        }
    }

    @Test("after an answer it is a redirect")
    func redirect() {
        var progress = progress()
        #expect(progress.connected(address, isApproved: true) == .proceed)
        progress.receivedStatus(302)
        #expect(progress.connected(address, isApproved: true) == .proceed)
        #expect(progress.status == nil, "the last hop's status says nothing of this one")
    }

    @Test("refused only when no other address was tried")
    func refusals() {
        var progress = progress()
        #expect(progress.resolved(address, isApproved: false) == .abort)
        #expect(progress.failed(.connectFailed, detail: "").reason == .addressRefused(address))
        #expect(progress.failed(.resolveFailed, detail: "").reason == .resolveFailed)
        #expect(progress.resolved(address, isApproved: true) == .proceed)
        #expect(progress.failed(.connectFailed, detail: "").reason == .connectFailed)
    }

    @Test("sizes count up to their limits, heads of all hops together")
    func sizes() {
        var progress = progress()
        #expect(progress.receivedHeader(byteCount: 60) == .proceed)
        #expect(progress.receivedHeader(byteCount: 40) == .proceed)
        #expect(progress.receivedBody(byteCount: 10) == .proceed)
        #expect(progress.receivedBody(byteCount: 1) == .abort)
        #expect(progress.failed(.library(23), detail: "").reason == .responseTooLarge)
        var other = self.progress()
        #expect(other.receivedHeader(byteCount: 101) == .abort)
        #expect(other.failed(.library(23), detail: "").reason == .responseTooLarge)
    }

    @Test("header lines")
    func headerLines() {
        func status(_ text: String) -> Int? { Array(text.utf8).withUnsafeBytes { HeaderLine.status($0) } }
        func field(_ text: String) -> String? {
            Array(text.utf8).withUnsafeBytes { HeaderLine.field($0) }.map { "\($0.0)=\($0.1)" }
        }
        #expect(status("HTTP/1.1 200 OK\r\n") == 200)
        #expect(status("HTTP/1.1 200\r\n") == 200)
        #expect(status("HTTP/1.1 2x0\r\n") == nil)
        #expect(status("HTTP/1.1\r\n") == nil)
        #expect(status("Server: HTTP/1.1 200\r\n") == nil)
        #expect(field("Name: value \r\n") == "Name=value")
        #expect(field("Name:\r\n") == "Name=")
        #expect(field("Name: a: b\r\n") == "Name=a: b")
        #expect(field("no colon\r\n") == nil)
        #expect(field("bad name: x\r\n") == nil)
        #expect(field(": x\r\n") == nil)
    }

    @Test("codes that occur on both sides of the request are told apart by it")
    func codes() {
        typealias Reason = HTTPClientError.Reason
        #expect(Reason(CURLE_OPERATION_TIMEDOUT, hasBeenSent: false) == .connectTimedOut)
        #expect(Reason(CURLE_OPERATION_TIMEDOUT, hasBeenSent: true) == .timedOut)
        #expect(Reason(CURLE_RECV_ERROR, hasBeenSent: false) == .connectFailed)
        #expect(Reason(CURLE_RECV_ERROR, hasBeenSent: true) == .connectionLost)
        #expect(Reason(CURLE_PEER_FAILED_VERIFICATION, hasBeenSent: false) == .tlsFailed)
        #expect(Reason(CURLE_OUT_OF_MEMORY, hasBeenSent: false) == .library(27))
    }
}
