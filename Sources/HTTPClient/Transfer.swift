import CLibcurl
import EventLoop
import HTTPMessages

/// One request in flight: its progress, what has arrived of its answer, and who waits for it.
///
/// `@unchecked Sendable`: created anywhere, but touched only on the loop afterwards.
final class Transfer: @unchecked Sendable {
    typealias Outcome = Result<ClientResponse, HTTPClientError>

    let request: ClientRequest
    private(set) var progress: TransferProgress
    var easy: EasyHandle?
    var timer: TimerToken?
    /// When all time is used up.
    var deadline = MonotonicTime(nanoseconds: 0)
    private var outcome: Outcome?
    private var continuation: CheckedContinuation<Outcome, Never>?

    private var headers = HTTPHeaders()
    private var isHeadComplete = false
    private var body: [UInt8] = []

    var isFinished: Bool { outcome != nil }

    init(_ request: ClientRequest, options: HTTPClientOptions) {
        self.request = request
        progress = TransferProgress(
            maximumHeaderBytes: options.maximumResponseHeaderBytes, maximumBodyBytes: request.maximumResponseBytes,
            mayBeResent: request.mayBeResent)
    }

    /// Whoever waits may come after the end already, when its task was cancelled before.
    func waits(_ continuation: CheckedContinuation<Outcome, Never>) {
        if let outcome { continuation.resume(returning: outcome) } else { self.continuation = continuation }
    }

    /// Tells whoever waits, once.
    func finish(_ outcome: Outcome) {
        self.outcome = outcome
        continuation?.resume(returning: outcome)
        continuation = nil
    }

    /// The answer, or what libcurl's code means for this transfer.
    func outcome(_ code: CURLcode) -> Outcome {
        guard let easy else { return .failure(progress.failed(.library(Int(code.rawValue)), detail: "")) }
        guard code == CURLE_OK, let status = progress.status else {
            let reason = HTTPClientError.Reason(code, hasBeenSent: progress.hasBeenSent)
            return .failure(progress.failed(reason, detail: easy.errorDetail))
        }
        let address = easy.string(CURLINFO_PRIMARY_IP).flatMap { ip in
            SocketAddress(ip: ip, port: UInt16(truncatingIfNeeded: easy.long(CURLINFO_PRIMARY_PORT)))
        }
        return .success(
            ClientResponse(
                status: HTTPStatus(code: status), headers: headers, body: body, address: address,
                reusedConnection: easy.long(CURLINFO_NUM_CONNECTS) == 0))
    }
}

// What libcurl reports while the transfer runs.
extension Transfer {
    func resolved(_ address: SocketAddress) -> TransferProgress.Answer {
        progress.resolved(address, isApproved: isApproved(address))
    }

    func connected(_ address: SocketAddress) -> TransferProgress.Answer {
        progress.connected(address, isApproved: isApproved(address))
    }

    /// One line of a head, or of the trailers, which are dropped.
    func received(headerLine line: UnsafeRawBufferPointer) -> TransferProgress.Answer {
        guard progress.receivedHeader(byteCount: line.count) == .proceed else { return .abort }
        if let status = HeaderLine.status(line) {
            // A new head: after an interim answer, after a redirect, or the first.
            progress.receivedStatus(status)
            headers = HTTPHeaders()
            isHeadComplete = false
        } else if HeaderLine.isEmpty(line) {
            isHeadComplete = true
        } else if !isHeadComplete, let (name, value) = HeaderLine.field(line) {
            headers.add(name, value)
        }
        return .proceed
    }

    func received(body bytes: UnsafeRawBufferPointer) -> TransferProgress.Answer {
        guard progress.receivedBody(byteCount: bytes.count) == .proceed else { return .abort }
        body.append(contentsOf: bytes)
        return .proceed
    }

    private func isApproved(_ address: SocketAddress) -> Bool { request.approveAddress?(address) ?? true }
}
