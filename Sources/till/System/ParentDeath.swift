#if canImport(Glibc)
    import Glibc

    /// Has the system send a signal to this process when the one that started it dies (Linux only).
    enum ParentDeath {
        static func request(_ signal: Int32) -> Bool {
            // `prctl` is variadic, which Swift does not call; with integers only, the plain convention is the same.
            typealias Function = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
            guard let symbol = dlsym(nil, "prctl") else { return false }
            let setParentDeathSignal: Int32 = 1
            return unsafeBitCast(symbol, to: Function.self)(setParentDeathSignal, UInt(signal), 0, 0, 0) == 0
        }
    }
#else
    /// Elsewhere there is no such thing; the supervisor's pipe does its work alone.
    enum ParentDeath {
        static func request(_ signal: Int32) -> Bool { false }
    }
#endif
