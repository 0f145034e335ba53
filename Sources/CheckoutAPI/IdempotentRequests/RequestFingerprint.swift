import Cryptography
import HTTPMessages

/// What makes two requests with one key the same request.
enum RequestFingerprint {
    /// `user` is the end user it is made for, when it is one's: nobody gets an answer that was meant for another.
    static func bytes(of request: HTTPRequest, user: String?) throws(CryptographyError) -> [UInt8] {
        var hash = try SHA256Stream()
        // None of these can hold a line feed but the last two, and the user's length is told first.
        let user = Array((user ?? "").utf8)
        try hash.update(Array("\(request.method.name)\n\(request.path)\n\(user.count)\n".utf8))
        try hash.update(user)
        try hash.update(request.body)
        return try hash.finish().bytes
    }
}
