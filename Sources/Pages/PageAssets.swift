package import Cryptography

/// The files of `Assets`, ready to stand in pages.
package struct PageAssets: Sendable {
    /// Colours, type, buttons and fields: what all of Till's pages have in common.
    package let base: InlineAsset
    /// `watch(…)`, for scripts that follow a session.
    static let watch = PackageResources.watch_js

    /// What merchants' pages load.
    package let clientFiles: [ClientFile]

    package init() throws(CryptographyError) {
        clientFiles = try ClientFile.all()
        base = try InlineAsset(file: PackageResources.base_css)
    }
}
