import CLibcurl
import EventLoop

/// All requests of one client: a libcurl multi handle driven by the loop.
///
/// libcurl must not be entered from its own callbacks. It is entered from three places only, none of which it can reach:
/// `pump` (at the end of a tick), a watched socket's readiness, and the timer it asked for. What callbacks want done they
/// leave for the pump.
///
/// Time limits are the loop's timers, on the loop's clock. libcurl's own clock runs only its internal affairs.
final class TransferEngine {
    let loop: EventLoop
    private let options: HTTPClientOptions
    let multi: UnsafeMutableRawPointer
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var waiting: [Transfer] = []
    private var idleHandles: [EasyHandle] = []
    var sockets: WatchedSockets
    var timer: TimerToken?
    var isDue = false
    private var isPumpScheduled = false
    private(set) var isShutDown = false

    init(loop: EventLoop, options: HTTPClientOptions) throws(HTTPClientError) {
        try CurlLibrary.prepare()
        guard let multi = curl_multi_init() else {
            throw HTTPClientError(.library(Int(CURLE_OUT_OF_MEMORY.rawValue)), .notSent)
        }
        self.loop = loop
        self.options = options
        self.multi = multi
        sockets = WatchedSockets(loop: loop)
        sockets.onReady = { [unowned self] descriptor, events in socketIsReady(descriptor, events) }
        listen()
        till_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.maximumConnectionsPerHost)
        till_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, options.maximumConnections)
        till_multi_set_long(multi, CURLMOPT_MAXCONNECTS, options.maximumIdleConnections)
        till_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_NOTHING))
    }

    // MARK: Requests

    func start(_ transfer: Transfer) {
        loop.preconditionCurrent()
        guard !transfer.isFinished else { return }
        guard !isShutDown else { return fail(transfer, .shutDown) }
        do throws(HTTPClientError) {
            try transfer.request.validate()
            try prepare(transfer)
        } catch {
            return end(transfer, .failure(error))
        }
        transfer.deadline = loop.now + transfer.request.timeout
        armTimer(of: transfer, at: min(transfer.deadline, loop.now + transfer.request.connectTimeout))
        waiting.append(transfer)
        schedulePump()
    }

    func cancel(_ transfer: Transfer) { fail(transfer, .cancelled) }

    private func prepare(_ transfer: Transfer) throws(HTTPClientError) {
        let easy: EasyHandle
        if let idle = idleHandles.popLast() { easy = idle } else { easy = try EasyHandle() }
        transfer.easy = easy
        easy.apply(options)
        easy.apply(transfer.request)
        transfer.listen(to: easy)
        listen(toSocketsOf: easy)
        try easy.checkOptions()
    }

    private func armTimer(of transfer: Transfer, at time: MonotonicTime) {
        transfer.timer = loop.schedule(at: time) { [unowned self] in timeIsUp(transfer) }
    }

    /// One timer serves both limits: it is set for connecting first, and for the rest once the request is on its way.
    private func timeIsUp(_ transfer: Transfer) {
        if transfer.progress.hasBeenSent, loop.now < transfer.deadline {
            armTimer(of: transfer, at: transfer.deadline)
        } else {
            end(transfer, .failure(transfer.progress.timeRanOut(detail: "")))
        }
    }

    private func fail(_ transfer: Transfer, _ reason: HTTPClientError.Reason) {
        end(transfer, .failure(transfer.progress.failed(reason, detail: "")))
    }

    /// Takes the transfer out of everything and tells whoever waits. A connection in mid-answer is closed by this.
    private func end(_ transfer: Transfer, _ outcome: Transfer.Outcome) {
        guard !transfer.isFinished else { return }
        if let timer = transfer.timer { loop.cancel(timer) }
        if let easy = transfer.easy {
            if running.removeValue(forKey: easy.pointer) != nil {
                curl_multi_remove_handle(multi, easy.pointer)
            } else {
                waiting.removeAll { $0 === transfer }
            }
            transfer.easy = nil
            easy.reset()
            if idleHandles.count < options.maximumIdleConnections { idleHandles.append(easy) }
        }
        transfer.finish(outcome)
    }

    // MARK: Driving libcurl

    func schedulePump() {
        guard !isPumpScheduled else { return }
        isPumpScheduled = true
        loop.atEndOfTick { [weak self] in self?.pump() }
    }

    private func pump() {
        isPumpScheduled = false
        guard !isShutDown else { return }
        addWaiting()
        if isDue { act(till_socket_timeout(), 0) }
        endFinished()
        endUnwatchable()
    }

    private func addWaiting() {
        let transfers = waiting
        waiting.removeAll(keepingCapacity: true)
        for transfer in transfers {
            guard let easy = transfer.easy else { continue }
            let code = curl_multi_add_handle(multi, easy.pointer)
            if code == CURLM_OK {
                running[easy.pointer] = transfer
            } else {
                end(transfer, .failure(transfer.progress.failed(.library(Int(code.rawValue)), detail: "")))
            }
        }
    }

    func act(_ socket: curl_socket_t, _ events: Int32) {
        if socket == till_socket_timeout() { isDue = false }
        var stillRunning: Int32 = 0
        // Fails only for a bad handle or a call from inside a callback, which the rule above excludes.
        curl_multi_socket_action(multi, socket, events, &stillRunning)
    }

    func endFinished() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            // The message is gone as soon as its handle is removed.
            let (kind, easy, code) = (message.pointee.msg, message.pointee.easy_handle, message.pointee.data.result)
            guard kind == CURLMSG_DONE, let easy, let transfer = running[easy] else { continue }
            end(transfer, transfer.outcome(code))
        }
    }

    /// Transfers whose socket the loop could not watch would never hear of it again.
    private func endUnwatchable() {
        for (easy, error) in sockets.takeFailures() {
            guard let transfer = running[easy] else { continue }
            let detail = "a socket cannot be watched: \(error)"
            end(transfer, .failure(transfer.progress.failed(.library(Int(CURLE_FAILED_INIT.rawValue)), detail: detail)))
        }
    }

    private func socketIsReady(_ descriptor: Int32, _ events: Int32) {
        guard !isShutDown else { return }
        act(descriptor, events)
        endFinished()
    }

    // MARK: The end

    /// Tells everybody who waits, closes every connection and frees all of libcurl's memory.
    func shutDown() {
        loop.preconditionCurrent()
        guard !isShutDown else { return }
        isShutDown = true
        for transfer in waiting + Array(running.values) { fail(transfer, .shutDown) }
        if let timer { loop.cancel(timer) }
        timer = nil
        idleHandles.removeAll()
        curl_multi_cleanup(multi)
        sockets.closeAll()
    }
}
