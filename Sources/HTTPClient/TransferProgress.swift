import EventLoop

/// How far one request has got, apart from all I/O: what happened goes in, whether to go on comes out, and in the end
/// what a failure means. Whether anything was sent is decided here and nowhere else.
struct TransferProgress {
    enum Answer { case proceed, abort }

    private let maximumHeaderBytes: Int
    private let maximumBodyBytes: Int
    private let mayBeResent: Bool

    private(set) var hasBeenSent = false
    private(set) var status: Int?
    private(set) var bodyBytes = 0
    private var headerBytes = 0
    private var refusedAddress: SocketAddress?
    private var hasOpenedSocket = false
    private var abortReason: HTTPClientError.Reason?

    init(maximumHeaderBytes: Int, maximumBodyBytes: Int, mayBeResent: Bool) {
        self.maximumHeaderBytes = maximumHeaderBytes
        self.maximumBodyBytes = maximumBodyBytes
        self.mayBeResent = mayBeResent
    }

    /// A host's address is about to be connected to; after a refusal libcurl tries the host's next one.
    mutating func resolved(_ address: SocketAddress, isApproved: Bool) -> Answer {
        guard isApproved else {
            refusedAddress = address
            return .abort
        }
        hasOpenedSocket = true
        return .proceed
    }

    /// A connection is ready and the request is about to be written to it: the first time, again after a redirect, and
    /// again when libcurl found a reused connection dead and retries on a fresh one.
    mutating func connected(_ address: SocketAddress, isApproved: Bool) -> Answer {
        guard isApproved else { return stop(because: .addressRefused(address)) }
        if hasBeenSent, status == nil, !mayBeResent { return stop(because: .connectionLost) }
        hasBeenSent = true
        status = nil
        // What was refused or opened belongs to this hop; a redirect starts anew.
        (refusedAddress, hasOpenedSocket) = (nil, false)
        return .proceed
    }

    mutating func receivedStatus(_ code: Int) { status = code }

    mutating func receivedHeader(byteCount: Int) -> Answer {
        headerBytes += byteCount
        return headerBytes > maximumHeaderBytes ? stop(because: .responseTooLarge) : .proceed
    }

    mutating func receivedBody(byteCount: Int) -> Answer {
        bodyBytes += byteCount
        return bodyBytes > maximumBodyBytes ? stop(because: .responseTooLarge) : .proceed
    }

    /// The time allowed for connecting, or all of it, is over.
    func timeRanOut(detail: String) -> HTTPClientError {
        failed(hasBeenSent ? .timedOut : .connectTimedOut, detail: detail)
    }

    /// The transfer ended without an answer. Our own reason for ending it comes before libcurl's.
    func failed(_ reason: HTTPClientError.Reason, detail: String) -> HTTPClientError {
        var reason = abortReason ?? reason
        if reason == .connectFailed, let refusedAddress, !hasOpenedSocket { reason = .addressRefused(refusedAddress) }
        return HTTPClientError(reason, hasBeenSent ? .unknown : .notSent, status: status, detail: detail)
    }

    private mutating func stop(because reason: HTTPClientError.Reason) -> Answer {
        abortReason = reason
        return .abort
    }
}
