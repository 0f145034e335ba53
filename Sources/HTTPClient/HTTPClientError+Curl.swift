import CLibcurl

extension HTTPClientError.Reason {
    /// libcurl has a hundred codes; callers need to tell a dozen apart. `hasBeenSent` settles what the codes that occur
    /// on both sides of the request mean.
    init(_ code: CURLcode, hasBeenSent: Bool) {
        switch code {
        case CURLE_URL_MALFORMAT: self = .invalidRequest("the URL is malformed")
        case CURLE_LOGIN_DENIED: self = .invalidRequest("the URL holds a user name")
        // After sending: an answer that is not HTTP/1, or a redirect to another scheme.
        case CURLE_UNSUPPORTED_PROTOCOL:
            self = hasBeenSent ? .malformedResponse : .invalidRequest("the URL is neither http nor https")
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .resolveFailed
        case CURLE_COULDNT_CONNECT: self = .connectFailed
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tlsFailed
        case CURLE_OPERATION_TIMEDOUT: self = hasBeenSent ? .timedOut : .connectTimedOut
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE, CURLE_SEND_FAIL_REWIND:
            self = hasBeenSent ? .connectionLost : .connectFailed
        case CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING: self = .malformedResponse
        case CURLE_TOO_MANY_REDIRECTS: self = .tooManyRedirects
        case CURLE_FILESIZE_EXCEEDED: self = .responseTooLarge
        default: self = .library(Int(code.rawValue))
        }
    }
}
