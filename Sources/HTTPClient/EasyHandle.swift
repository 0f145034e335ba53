import CLibcurl

/// One libcurl easy handle with its error text; used for one request after the other, on one loop.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    private let errorText = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
    private var headerLines: UnsafeMutablePointer<curl_slist>?
    /// The first option that libcurl did not take since the last reset.
    private var failure: CURLcode = CURLE_OK

    init() throws(HTTPClientError) {
        guard let pointer = curl_easy_init() else {
            errorText.deallocate()
            throw HTTPClientError(.library(Int(CURLE_OUT_OF_MEMORY.rawValue)), .notSent)
        }
        self.pointer = pointer
        reset()
    }

    deinit {
        curl_easy_cleanup(pointer)
        curl_slist_free_all(headerLines)
        errorText.deallocate()
    }

    /// What libcurl says went wrong, at more length than its code.
    var errorDetail: String { String(cString: errorText) }

    /// Forgets the last request and its secrets. Connections are not affected: they belong to the multi handle.
    func reset() {
        curl_easy_reset(pointer)
        curl_slist_free_all(headerLines)
        headerLines = nil
        failure = CURLE_OK
        errorText.pointee = 0
        set(CURLOPT_ERRORBUFFER, pointer: errorText)
    }

    /// Throws when any option since the reset was refused.
    func checkOptions() throws(HTTPClientError) {
        guard failure == CURLE_OK else {
            throw HTTPClientError(
                .library(Int(failure.rawValue)), .notSent, detail: String(cString: curl_easy_strerror(failure)))
        }
    }

    // MARK: Options

    func set(_ option: CURLoption, _ value: Int) { check(till_easy_set_long(pointer, option, value)) }
    func set(_ option: CURLoption, _ value: Bool) { set(option, value ? 1 : 0) }
    func set(_ option: CURLoption, size: Int) { check(till_easy_set_size(pointer, option, curl_off_t(size))) }
    func set(_ option: CURLoption, _ value: String) { check(till_easy_set_string(pointer, option, value)) }
    func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) {
        check(till_easy_set_pointer(pointer, option, value))
    }

    func onBytes(_ option: CURLoption, _ callback: @escaping curl_write_callback) {
        check(till_easy_on_bytes(pointer, option, callback))
    }
    func onOpenSocket(_ callback: @escaping curl_opensocket_callback) {
        check(till_easy_on_open_socket(pointer, callback))
    }
    func onCloseSocket(_ callback: @escaping curl_closesocket_callback) {
        check(till_easy_on_close_socket(pointer, callback))
    }
    func beforeRequest(_ callback: @escaping curl_prereq_callback) {
        check(till_easy_before_request(pointer, callback))
    }

    /// One more line of the request's head, `Name: value`; libcurl takes all of them by `useHeaderLines`.
    func addHeaderLine(_ line: String) {
        guard let longer = curl_slist_append(headerLines, line) else {
            check(CURLE_OUT_OF_MEMORY)
            return
        }
        headerLines = longer
    }

    func useHeaderLines() { set(CURLOPT_HTTPHEADER, pointer: headerLines) }

    private func check(_ code: CURLcode) {
        if failure == CURLE_OK { failure = code }
    }

    // MARK: Results

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        return till_easy_get_long(pointer, info, &value) == CURLE_OK ? value : 0
    }

    func string(_ info: CURLINFO) -> String? {
        var value: UnsafeMutablePointer<CChar>?
        guard till_easy_get_string(pointer, info, &value) == CURLE_OK, let value else { return nil }
        return String(cString: value)
    }
}
