import CLibcurl
import EventLoop
import HTTPMessages

extension EasyHandle {
    /// What is the same for every request of a client.
    func apply(_ options: HTTPClientOptions) {
        // Signals are not for libraries in a threaded process.
        set(CURLOPT_NOSIGNAL, true)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        set(CURLOPT_DISALLOW_USERNAME_IN_URL, true)
        // HTTP/1.1 only: one request to a connection at a time is what makes "not sent" certain and a lost connection
        // one request's loss. Providers and webhook endpoints all speak it.
        set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, true)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = options.certificateAuthorityFile { set(CURLOPT_CAINFO, file) }
        // An empty name switches proxies off, whatever the environment says.
        if !options.usesEnvironmentProxies { set(CURLOPT_PROXY, "") }
        set(CURLOPT_USERAGENT, options.userAgent)
        set(CURLOPT_MAXAGE_CONN, max(1, Int(options.maximumIdleTime.components.seconds)))
        set(CURLOPT_TCP_KEEPALIVE, true)
        // A look-up that is given up must not be waited for: it would block the loop until the resolver answers.
        set(CURLOPT_QUICK_EXIT, true)
    }

    /// What this request asks for. The time limits are kept by the loop's timers (see `TransferEngine`); libcurl is told
    /// the one for connecting as well, because it divides it among a host's addresses.
    func apply(_ request: ClientRequest) {
        set(CURLOPT_URL, request.url)
        setMethod(request)
        for field in request.headers.fields {
            // A name with a colon and nothing after it would remove the header; a semicolon sends it empty.
            addHeaderLine(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        // libcurl would add these two by itself: a type nobody chose, and a round trip before large bodies.
        if !request.headers.contains("Content-Type") { addHeaderLine("Content-Type:") }
        addHeaderLine("Expect:")
        useHeaderLines()
        let connectMilliseconds = request.connectTimeout.wholeNanoseconds / 1_000_000
        set(CURLOPT_CONNECTTIMEOUT_MS, Int(min(max(1, connectMilliseconds), Int64(Int32.max))))
        set(CURLOPT_MAXFILESIZE_LARGE, size: max(0, request.maximumResponseBytes))
        set(CURLOPT_FOLLOWLOCATION, request.maximumRedirects > 0)
        set(CURLOPT_MAXREDIRS, request.maximumRedirects)
    }

    private func setMethod(_ request: ClientRequest) {
        switch request.method {
        case .get: set(CURLOPT_HTTPGET, true)
        case .head: set(CURLOPT_NOBODY, true)
        case .post: set(CURLOPT_POST, true)
        case .put, .patch:
            set(CURLOPT_POST, true)
            set(CURLOPT_CUSTOMREQUEST, request.method.name)
        default:
            set(request.body.isEmpty ? CURLOPT_HTTPGET : CURLOPT_POST, true)
            set(CURLOPT_CUSTOMREQUEST, request.method.name)
        }
        if !request.body.isEmpty || [.post, .put, .patch].contains(request.method) { setBody(request.body) }
    }

    private func setBody(_ body: [UInt8]) {
        // The size first: it tells libcurl how much to copy.
        set(CURLOPT_POSTFIELDSIZE_LARGE, size: body.count)
        if body.isEmpty {
            // Without any body at all libcurl would read one from standard input.
            set(CURLOPT_COPYPOSTFIELDS, "")
        } else {
            body.withUnsafeBytes { set(CURLOPT_COPYPOSTFIELDS, pointer: $0.baseAddress) }
        }
    }
}
