package import Cryptography

/// The files of `Assets`, ready to stand in pages.
package struct PageAssets: Sendable {
    /// Colours, type, buttons and fields: what all of Till's pages have in common.
    package let base: InlineAsset
    /// `watch(…)`, for scripts that follow a session.
    static let watch = PackageResources.watch_js

    /// What merchants' pages load.
    package let clientFiles: [ClientFile]
    let checkoutStyle: InlineAsset
    let checkoutScript: InlineAsset

    let dashboardStyle: InlineAsset
    let dashboardScript: InlineAsset
    let demoStyle: InlineAsset
    let demoScript: InlineAsset

    package init() throws(CryptographyError) {
        clientFiles = try ClientFile.all()
        base = try InlineAsset(file: PackageResources.base_css)
        var style = ScriptText()
        style.append(PackageResources.checkout_css)
        checkoutStyle = try InlineAsset(style.text)
        var script = ScriptText()
        script.append(module: Self.watch)
        for file in [
            PackageResources.checkout_js, PackageResources.checkout_clock_js, PackageResources.checkout_paying_js,
            PackageResources.card_js, PackageResources.stripe_js, PackageResources.frame_js,
        ] {
            script.append(file)
        }
        script.append(Array("begin();".utf8))
        checkoutScript = try InlineAsset(script.text)
        dashboardStyle = try InlineAsset(file: PackageResources.dashboard_css)
        dashboardScript = try InlineAsset(file: PackageResources.dashboard_js)
        demoStyle = try InlineAsset(file: PackageResources.demo_css)
        demoScript = try InlineAsset(file: PackageResources.demo_js)
    }
}
