import CLibpq
import CLibuv
import COpenSSL

/// `till version`: ours, and those of the libraries that are linked right now.
enum VersionCommand {
    static var text: String {
        """
        till \(Version.current)
        libuv \(String(cString: uv_version_string()))
        libpq \(libpq(PQlibVersion()))
        OpenSSL \(OPENSSL_version_major()).\(OPENSSL_version_minor()).\(OPENSSL_version_patch())
        """
    }

    /// 150020 → 15.20; https://www.postgresql.org/docs/current/libpq-misc.html
    static func libpq(_ number: Int32) -> String { "\(number / 10_000).\(number % 10_000)" }
}
