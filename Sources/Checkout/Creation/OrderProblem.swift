/// Why an order cannot become a session: which member is wrong, and how. Its text is safe to show.
package struct OrderProblem: Error, Hashable, Sendable {
    /// The member as the API names it.
    package let param: String
    package let reason: Reason

    /// What is wrong with the member.
    package enum Reason: Hashable, Sendable {
        case malformed
        case tooLong(maximumCharacterCount: Int)
        case containsNUL
        case outOfRange(ClosedRange<Int64>)
        case archived
        /// It makes sense for subscriptions only.
        case needsRecurringPrice
        case differentCurrency
        case moreThanTheAmount
    }

    package init(_ param: String, _ reason: Reason) {
        self.param = param
        self.reason = reason
    }

    package var message: String {
        switch reason {
        case .malformed: "\(param) is malformed."
        case .tooLong(let maximum): "\(param) is longer than \(maximum) characters."
        case .containsNUL: "\(param) contains a NUL character."
        case .outOfRange(let range): "\(param) must be between \(range.lowerBound) and \(range.upperBound)."
        case .archived: "\(param) is archived and is sold no more."
        case .needsRecurringPrice: "\(param) is for recurring prices only."
        case .differentCurrency: "\(param) is in another currency."
        case .moreThanTheAmount: "\(param) is more than the amount."
        }
    }
}

/// A text of the caller's: absent when empty, bounded, and without the one character that PostgreSQL cannot store.
func checkedText(_ text: String?, _ param: String, _ maximum: Int) throws(OrderProblem) -> String? {
    guard let text, !text.isEmpty else { return nil }
    guard text.unicodeScalars.count <= maximum else {
        throw OrderProblem(param, .tooLong(maximumCharacterCount: maximum))
    }
    guard !text.utf8.contains(0) else { throw OrderProblem(param, .containsNUL) }
    return text
}
