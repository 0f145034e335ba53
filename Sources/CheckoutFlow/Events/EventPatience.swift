/// How long an event may wait for the session it is about: it may have overtaken our own commit, which takes seconds, or
/// be from before a restore, which takes an hour. After that a person has to look.
enum EventPatience {
    private static let maximumTries = 18
    private static let cap = 300

    /// 0 for the first, which was the event's arrival.
    static func delay(afterTry count: Int) -> Duration { .seconds(min(cap, 2 << min(max(0, count), 8))) }

    /// What names none of ours is most likely somebody else's, and waits four minutes only.
    static func mayTryAgain(afterTry count: Int, namesNoneOfOurs: Bool = false) -> Bool {
        count < (namesNoneOfOurs ? 7 : maximumTries)
    }
}
