/// Lets a value that only one loop may touch travel through code that the compiler cannot prove to stay there.
///
/// `@unchecked Sendable`: the value is reached only through `value`, which traps off the loop.
package struct LoopBound<Value>: @unchecked Sendable {
    private let bound: Value
    private let loop: EventLoop

    package init(_ value: Value, on loop: EventLoop) {
        bound = value
        self.loop = loop
    }

    package var value: Value {
        loop.preconditionCurrent()
        return bound
    }
}
