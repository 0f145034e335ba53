#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A null-terminated array of C strings, as libpq takes its keywords and values; freed with its owner.
struct CStrings: ~Copyable {
    private let pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>
    private let count: Int

    init(_ strings: [String]) {
        count = strings.count
        pointers = .allocate(capacity: count + 1)
        pointers.initialize(repeating: nil, count: count + 1)
        for (index, string) in strings.enumerated() { pointers[index] = strdup(string).map { UnsafePointer($0) } }
    }

    deinit {
        for index in 0..<count { free(UnsafeMutableRawPointer(mutating: pointers[index])) }
        pointers.deallocate()
    }

    borrowing func withPointer<Result>(_ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Result) -> Result {
        body(pointers)
    }
}
