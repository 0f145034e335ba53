import Cryptography
package import HTTPMessages

/// A file that merchants' pages load from here.
package struct ClientFile: Sendable {
    package let path: String
    package let contentType: String
    package let bytes: [UInt8]
    package let tag: EntityTag

    init(_ path: String, _ contentType: String, _ bytes: [UInt8]) throws(CryptographyError) {
        self.path = path
        self.contentType = contentType
        self.bytes = bytes
        tag = EntityTag(hash: Hex.encode(Array(try SHA256.hash(bytes).bytes.prefix(10))))
    }
}
