import Testing

@testable import till

@Suite struct RedactionTests {
    @Test(arguments: [
        "sk_live_canary", "key sk_test_canary was refused", "whsec_canary", "(whsec_canary)", "rk_live_canary",
        "Bearer canary12345", "authorization: bearer canary-12345", "Authorization: Basic Y2FuYXJ5OmNhbmFyeQcanary",
        "canary@example.com", "mail to <canary@shop.example>, please", "Canary.canary+tag@x.io bounced",
        "postgresql://till:canary@db:5432/till", "could not reach postgres://u:canary@h",
        "host=db password=canary dbname=till", "password: canary", #""client_secret":"canary""#, "token=canary&x=1",
        "cs_01h455vb4pex5vsknk084sn02q_secret_canary", "/v1/checkout/cs_x_secret_canary/confirm",
        "stk_canary.canary",
    ])
    func takesOutSecrets(_ text: String) {
        let scrubbed = Redaction.scrub(text)
        #expect(!scrubbed.lowercased().contains("canary"), "\(scrubbed)")
        #expect(scrubbed.contains(Redaction.mark))
    }

    @Test(arguments: [
        "4242424242424242", "card 4242 4242 4242 4242 declined", "4000-0000-0000-0002", "378282246310005",
    ])
    func takesOutCardNumbers(_ text: String) {
        let scrubbed = Redaction.scrub(text)
        #expect(!scrubbed.utf8.contains { (0x30...0x39).contains($0) }, "\(scrubbed)")
    }

    @Test(arguments: [
        "", "listening on 127.0.0.1:8080", "/v1/checkout/{clientSecret}/confirm", "cs_01h455vb4pex5vsknk084sn02q",
        "4242424242424241", "1700000000123456789", "basic checks passed", "the bearer of news", "status=200 rows=12",
        "a @ b", "req_01h455vb4pex5vsknk084sn02q", "evt_1", "TILL_LISTEN is set", "https://pay.example.com/a?b=c",
        "no password is set", "token bucket", "secret rotation", "0190a5b4-0000-7000-8000-000000000000",
    ])
    func leavesTheRestAlone(_ text: String) {
        #expect(Redaction.scrub(text) == text)
    }

    @Test func saysWhichPartsAreGone() {
        #expect(Redaction.scrub("host=db password=canary user=till") == "host=db password=••• user=till")
        #expect(Redaction.scrub("sent to a@b.example, twice") == "sent to •••, twice")
        #expect(Redaction.scrub("Bearer abcdefgh!") == "Bearer •••")
    }

    @Test(arguments: LogFormat.allCases)
    func everyPartOfALineIsScrubbed(_ format: LogFormat) {
        let record = LogRecord(
            unixNanoseconds: 0, level: .error, message: "refused sk_live_canary", requestID: "sk_test_canary",
            fields: ["mail": "canary@example.com", "detail": "with password=canary here"])
        let line = String(decoding: LogFormatter(format: format).line(record), as: UTF8.self)
        #expect(!line.contains("canary"), "\(line)")
    }
}
