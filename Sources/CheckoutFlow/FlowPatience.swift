/// How long callers are kept waiting for what goes on in the background.
package struct FlowPatience: Hashable, Sendable {
    /// Then a caller is told how things stand: client SDKs give up after 30 seconds.
    package var caller = Duration.seconds(27)
    /// The same for those who wait for what another caller has begun.
    package var loser = Duration.seconds(20)
    /// Not everything that ends such a wait is announced.
    package var lookAgain = Duration.seconds(1)

    package init() {}
}
