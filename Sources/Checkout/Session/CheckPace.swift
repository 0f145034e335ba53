/// How long to wait before owed work is taken up again.
enum CheckPace {
    /// After so long we stop waiting for a call and ask instead, because whoever made it may be dead. If it does answer
    /// later, that counts all the same.
    static let callDeadline = Duration.seconds(25)
    /// An attempt whose answer was lost is sent again, under its own key, only while the buyer can still mean it.
    static let repeatWindow = Duration.seconds(120)
    /// So long after the last call was begun, no request of ours can still be on its way: longer than an adapter tries.
    static let settledAfter = Duration.seconds(120)
    /// How often a status read alone may ask the provider.
    static let readInterval = Duration.seconds(10)
    /// The same while nothing of ours is under way: buyers take minutes over a form, and their pages poll.
    static let idleReadInterval = Duration.seconds(60)
    /// An intent that could not be made for so long is not made any more: whoever ordered it has gone.
    static let openingWindow = Duration.seconds(600)
    /// How often the buyer's return may: people reload.
    static let returnInterval = Duration.seconds(1)

    /// A provider that knows no such intent seldom learns of it: keys of another account have to be mended first.
    static let unknownIntentInterval = Duration.seconds(300)

    private static let firstDelay = 2
    /// Whatever we do not know is asked for within thirty seconds of the provider's recovery.
    private static let urgentCap = 20
    private static let patientCap = 300
    /// Bank debits stay in processing for days, buyers leave banks' pages open for hours.
    private static let checksBeforePatience = 30

    /// The delay after the `count`th check in a row; `isPatient` when time is the provider's or the buyer's to take.
    static func delay(afterCheck count: Int, isPatient: Bool) -> Duration {
        if isPatient && count >= checksBeforePatience { return .seconds(patientCap) }
        // Five doublings are past the cap.
        return .seconds(min(urgentCap, firstDelay << min(count, 5)))
    }
}
