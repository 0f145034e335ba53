import TestSupport
import Testing

@testable import Checkout

@Suite struct BillingCalendarTests {
    private func at(_ text: String) -> Timestamp { SubscriptionFixture.at(text) }

    private func boundaries(_ interval: BillingInterval, _ count: Int, from anchor: String, _ number: Int64) -> [String]
    {
        guard let period = BillingPeriod(interval: interval, count: count) else { return [] }
        return (1...number).map { period.boundary($0, from: at(anchor)).description.prefixDay }
    }

    @Test func aThirtyFirstComesBackAfterShortMonths() {
        #expect(
            boundaries(.month, 1, from: "2027-01-31T10:00:00.000Z", 5)
                == ["2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30"])
        #expect(boundaries(.month, 1, from: "2028-01-31T10:00:00.000Z", 2) == ["2028-02-29", "2028-03-31"])
        #expect(boundaries(.month, 3, from: "2027-11-30T00:00:00.000Z", 2) == ["2028-02-29", "2028-05-30"])
    }

    @Test func aLeapDayIsBilledOnTheLastOfFebruary() {
        #expect(
            boundaries(.year, 1, from: "2028-02-29T23:59:59.000Z", 4)
                == ["2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"])
    }

    @Test func daysAndWeeksAreOfOneLength() {
        #expect(boundaries(.day, 10, from: "2027-12-28T00:00:00.000Z", 1) == ["2028-01-07"])
        #expect(boundaries(.week, 2, from: "2027-12-28T00:00:00.000Z", 2) == ["2028-01-11", "2028-01-25"])
    }

    @Test func theHourStays() {
        let period = BillingPeriod.month.period(1, from: at("2027-01-31T10:20:30.000Z"))
        #expect(period.lowerBound == at("2027-02-28T10:20:30.000Z"))
        #expect(period.upperBound == at("2027-03-31T10:20:30.000Z"))
    }

    @Test(arguments: [(BillingInterval.day, 1), (.day, 365), (.week, 3), (.month, 1), (.month, 5), (.year, 1)])
    func everyMomentIsInExactlyOnePeriod(_ interval: BillingInterval, _ count: Int) throws {
        let period = try #require(BillingPeriod(interval: interval, count: count))
        withSeed("periods of \(count) \(interval)") { random in
            for _ in 0..<500 {
                let anchor = Timestamp(unixSeconds: .random(in: 0...4_000_000_000, using: &random))
                let time = Timestamp(unixSeconds: .random(in: 0...4_000_000_000, using: &random))
                let found = period.period(containing: time, from: anchor)
                #expect(found.contains(time), "\(anchor) \(time)")
                #expect(period.period(containing: found.upperBound, from: anchor).lowerBound == found.upperBound)
            }
        }
    }

    @Test func theEndsOfTheCalendarDoNotTrap() {
        for number in [Int64.min, -1, Int64.max] {
            for interval in BillingInterval.allCases {
                guard let period = BillingPeriod(interval: interval, count: 1) else { continue }
                #expect((Timestamp.earliest...Timestamp.latest).contains(period.boundary(number, from: .latest)))
            }
        }
    }
}

extension String {
    fileprivate var prefixDay: String { String(prefix(10)) }
}
