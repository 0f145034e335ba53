import CLibcurl

/// libcurl's process-wide set-up, done once before its first use; Swift initialises the value under a lock.
enum CurlLibrary {
    private static let initialized = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

    static func prepare() throws(HTTPClientError) {
        guard initialized == CURLE_OK else {
            throw HTTPClientError(.library(Int(initialized.rawValue)), .notSent, detail: "curl_global_init failed")
        }
    }
}
