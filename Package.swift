// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target is compiled alike: language mode 6, warnings are errors, and the upcoming features that make
/// imports and existentials explicit and keep `async` functions on their caller's event loop.
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

/// For what handles every byte and every row, on one loop: that no two accesses to a variable overlap is checked in debug
/// builds, in which all tests run, and not in production, where the checks were a tenth of what a read costs.
let loopSettings = settings + [.unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))]

/// A library of ours; its tests live in `Tests/<name>Tests`.
func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = settings,
    plugins: [Target.PluginUsage] = []
) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings, plugins: plugins)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// A library of Debian's or Homebrew's, found by pkg-config.
func system(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

let package = Package(
    name: "till",
    platforms: [.macOS("26.0")],
    products: [.executable(name: "till", targets: ["till"])],
    targets: [
        .executableTarget(
            name: "till",
            dependencies: [
                "BackgroundWork", "CLibpq", "CLibuv", "COpenSSL", "Checkout", "CheckoutAPI", "CheckoutFlow",
                "CheckoutStore", "Cryptography", "EventLoop", "HTTPClient", "HTTPMessages", "HTTPServer", "Pages",
                "Payments", "Postgres", "Schema", "Simulator", "Stripe",
            ],
            swiftSettings: settings),

        library("Schema", ["Postgres"], plugins: ["EmbedMigrations"]),
        library(
            "CheckoutAPI",
            [
                "Checkout", "CheckoutFlow", "CheckoutStore", "Cryptography", "EventLoop", "HTTPMessages", "HTTPServer",
                "Pages", "Payments", "Postgres",
            ]),
        library("BackgroundWork", ["Checkout", "CheckoutFlow", "CheckoutStore", "EventLoop", "Payments", "Postgres"]),
        library("CheckoutFlow", ["Checkout", "CheckoutStore", "Cryptography", "EventLoop", "Payments", "Postgres"]),
        library("CheckoutStore", ["Checkout", "EventLoop", "Postgres"]),
        library("Simulator", ["Checkout", "Cryptography", "EventLoop", "HTTPMessages", "HTTPServer"]),
        library("Stripe", ["Checkout", "Cryptography", "EventLoop", "HTTPClient", "HTTPMessages", "Payments"]),
        // Its files are part of the binary: there is nothing to deploy beside it.
        .target(
            name: "Pages",
            dependencies: ["Checkout", "Cryptography", "HTTPMessages"],
            resources: [
                "base.css", "card.js", "checkout-clock.js", "checkout-paying.js", "checkout.css", "checkout.js",
                "confirm.js", "dashboard.css", "dashboard.js", "demo.css", "demo.js", "frame.js", "icon.svg",
                "open-checkout.js", "stripe.js", "till.d.ts", "till.js", "watch.js",
            ].map { .embedInCode("Assets/\($0)") },
            swiftSettings: settings),
        library("Payments", ["Checkout", "Cryptography"]),
        library("HTTPServer", ["EventLoop", "HTTPMessages"], settings: loopSettings),
        library("HTTPClient", ["CLibcurl", "EventLoop", "HTTPMessages"]),
        library("Postgres", ["CLibpq", "EventLoop"], settings: loopSettings),
        library("HTTPMessages"),
        library("Checkout"),
        library("Cryptography", ["COpenSSL"]),
        library("EventLoop", ["CLibuv"], settings: loopSettings),

        system("CLibuv", pkgConfig: "libuv", apt: "libuv1-dev", brew: "libuv"),
        system("CLibpq", pkgConfig: "libpq", apt: "libpq-dev", brew: "libpq"),
        system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev", brew: "openssl@3"),
        system("CLibcurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev", brew: "curl"),

        .executableTarget(name: "embed-migrations", swiftSettings: settings),
        .plugin(name: "EmbedMigrations", capability: .buildTool(), dependencies: ["embed-migrations"]),

        .executableTarget(
            name: "bench-server",
            dependencies: ["EventLoop", "HTTPMessages", "HTTPServer", "Postgres"],
            path: "Benchmarks/Server",
            swiftSettings: settings),
        .executableTarget(
            name: "stream-load",
            dependencies: ["CLibuv"],
            path: "Benchmarks/StreamLoad",
            swiftSettings: settings),

        .target(
            name: "TestSupport",
            dependencies: ["EventLoop", "Postgres"],
            path: "Tests/TestSupport",
            swiftSettings: settings),
        tests("EventLoopTests", ["EventLoop", "TestSupport"]),
        tests("HTTPMessagesTests", ["HTTPMessages", "TestSupport"]),
        tests("HTTPServerTests", ["HTTPServer", "HTTPMessages", "EventLoop", "TestSupport", "bench-server"]),
        tests("HTTPClientTests", ["HTTPClient", "CLibcurl", "HTTPServer", "HTTPMessages", "EventLoop", "TestSupport"]),
        tests(
            "SimulatorTests",
            [
                "Simulator", "Checkout", "Cryptography", "EventLoop", "HTTPClient", "HTTPMessages", "HTTPServer",
                "TestSupport",
            ]),
        tests(
            "StripeTests",
            [
                "Stripe", "Checkout", "Cryptography", "EventLoop", "HTTPClient", "HTTPMessages", "Payments",
                "Simulator", "TestSupport",
            ]),
        tests("PostgresTests", ["Postgres", "EventLoop", "TestSupport"]),
        tests("CryptographyTests", ["Cryptography", "TestSupport"]),
        tests("CheckoutTests", ["Checkout", "TestSupport"]),
        tests("PagesTests", ["Pages", "Checkout", "HTTPMessages", "TestSupport"]),
        tests("CheckoutStoreTests", ["CheckoutStore", "Checkout", "EventLoop", "Postgres", "Schema", "TestSupport"]),
        tests(
            "CheckoutFlowTests",
            [
                "CheckoutFlow", "Checkout", "CheckoutStore", "Cryptography", "EventLoop", "HTTPClient", "HTTPMessages",
                "Payments", "Postgres", "Schema", "Simulator", "Stripe", "TestSupport",
            ]),
        tests(
            "CheckoutAPITests",
            [
                "CheckoutAPI", "Checkout", "CheckoutFlow", "CheckoutStore", "Cryptography", "EventLoop", "HTTPClient",
                "HTTPMessages", "HTTPServer", "Pages", "Payments", "Postgres", "Schema", "Simulator", "Stripe",
                "TestSupport",
            ]),
        tests(
            "BackgroundWorkTests",
            [
                "BackgroundWork", "Checkout", "CheckoutFlow", "CheckoutStore", "Cryptography", "EventLoop", "Payments",
                "Postgres", "Schema", "TestSupport",
            ]),
        tests(
            "TillTests",
            [
                "till", "Checkout", "CheckoutAPI", "CheckoutStore", "Cryptography", "EventLoop", "HTTPClient",
                "HTTPMessages",
                "HTTPServer", "Postgres", "Schema", "Stripe", "TestSupport",
            ]),
        tests("TidyTests", []),
    ]
)
