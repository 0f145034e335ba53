package import Cryptography

extension ClientFile {
    private static let script = "text/javascript; charset=utf-8"

    /// The icon of our pages; `till.js` for a script tag, which makes a global `Till`; `till.mjs` for `import`; both of the same modules, and their types.
    package static func all() throws(CryptographyError) -> [ClientFile] {
        var body = ScriptText()
        for module in [PackageResources.watch_js, PackageResources.confirm_js, PackageResources.open_checkout_js] {
            body.append(module: module)
        }
        body.append(PackageResources.till_js)
        return [
            try ClientFile("/till.js", script, Array((classicBegin + body.text + classicEnd).utf8)),
            try ClientFile("/till.mjs", script, Array((moduleBegin + body.text + moduleEnd).utf8)),
            try ClientFile("/till.d.ts", "text/plain; charset=utf-8", PackageResources.till_d_ts),
            // Browsers ask for it under this name whatever a page says.
            try ClientFile("/favicon.ico", "image/svg+xml", PackageResources.icon_svg),
        ]
    }

    /// A function around everything, since a classic script's names are all pages'. Where it came from is only known while it
    /// runs for the first time.
    private static let classicBegin =
        "(() => {\n\"use strict\";\nconst home = document.currentScript?.src || location.href;\n"
    private static let classicEnd = "globalThis.Till = tillAt(home);\n})();\n"

    private static let moduleBegin = "const home = import.meta.url;\n"
    private static let moduleEnd = """
        const Till = tillAt(home);
        const { watch: tillWatch, openCheckout: tillOpenCheckout, confirm: tillConfirm } = Till;
        export { Till as default, Till, tillWatch as watch, tillOpenCheckout as openCheckout, tillConfirm as confirm };

        """
}
