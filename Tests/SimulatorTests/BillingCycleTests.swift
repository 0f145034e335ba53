import Checkout
import Testing

@testable import Simulator

/// When the next bill is due.
@Suite("Billing cycle")
struct BillingCycleTests {
    private func time(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }

    private func days(
        _ start: String, _ unit: PriceInterval.Unit, _ count: Int64 = 1, boundaries: Int
    ) throws -> [String] {
        let cycle = BillingCycle(PriceInterval(unit: unit, count: count), anchor: try time(start + "T23:59:59Z"))
        var days: [String] = []
        var now = cycle.anchor
        for _ in 0..<boundaries {
            now = cycle.firstBoundary(after: now)
            #expect(now.description.hasSuffix("T23:59:59.000Z"))
            days.append(String(now.description.prefix(10)))
        }
        return days
    }

    @Test func monthsKeepTheAnchorsDay() throws {
        #expect(
            try days("2026-01-31", .month, boundaries: 5)
                == ["2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30"])
        #expect(try days("2028-01-30", .month, boundaries: 2) == ["2028-02-29", "2028-03-30"])
        #expect(try days("2026-11-30", .month, 3, boundaries: 3) == ["2027-02-28", "2027-05-30", "2027-08-30"])
    }

    @Test func otherUnits() throws {
        #expect(try days("2028-02-29", .year, boundaries: 4).last == "2032-02-29")
        #expect(try days("2028-02-29", .year, boundaries: 1) == ["2029-02-28"])
        #expect(try days("2026-12-30", .day, 3, boundaries: 2) == ["2027-01-02", "2027-01-05"])
        #expect(try days("2026-12-30", .week, 2, boundaries: 1) == ["2027-01-13"])
    }

    @Test func aDayThatTheAnchorHasNotGot() throws {
        let cycle = BillingCycle(.monthly, anchor: try time("2026-02-28T10:00:00Z"), day: 31)
        #expect(cycle.firstBoundary(after: cycle.anchor) == (try time("2026-03-31T10:00:00Z")))
    }

    @Test func periodsHoldTheirTimeAndMeet() throws {
        var generator = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            let unit = PriceInterval.Unit.allCases.randomElement(using: &generator) ?? .month
            let count = Int64.random(in: 1...min(unit.maximumCount, 24), using: &generator)
            let anchor = Timestamp(unixSeconds: Int64.random(in: 0...4_000_000_000, using: &generator))
            let time = anchor + .seconds(Int64.random(in: -400_000_000...400_000_000, using: &generator))
            let cycle = BillingCycle(PriceInterval(unit: unit, count: count), anchor: anchor)
            let period = cycle.period(containing: time)
            #expect(period.contains(time), "seed 11: \(unit) \(count) \(anchor) \(time)")
            #expect(cycle.period(containing: period.upperBound).lowerBound == period.upperBound)
            #expect(cycle.period(containing: anchor).lowerBound == anchor)
        }
    }

    @Test func prorations() throws {
        let period = try time("2026-04-01T00:00:00Z")..<time("2026-05-01T00:00:00Z")
        let middle = try time("2026-04-16T00:00:00Z")
        #expect(Proration.rest(of: 2000, in: period, from: middle) == 1000)
        #expect(Proration.rest(of: 2001, in: period, from: middle) == 1001)
        #expect(Proration.rest(of: 2000, in: period, from: period.lowerBound) == 2000)
        #expect(Proration.rest(of: 2000, in: period, from: period.upperBound) == 0)
        #expect(Proration.rest(of: .max / 2, in: period, from: middle) == .max / 4 + 1)
    }
}
