import Foundation
import Testing

@testable import Checkout

@Suite("Typed identifiers")
struct IdentifierTests {
    private let id = UniqueID(bits: 0x01890a5d_ac96_774b_bcce_b302099a8057)

    @Test("every kind has the prefix of the published contract")
    func prefixes() {
        let suffix = "01h455vb4pex5vsknk084sn02q"
        #expect(CheckoutSessionID(id).description == "cs_" + suffix)
        #expect(PaymentIntentID(id).description == "int_" + suffix)
        #expect(CustomerID(id).description == "cus_" + suffix)
        #expect(ProductID(id).description == "prod_" + suffix)
        #expect(PriceID(id).description == "price_" + suffix)
        #expect(SubscriptionID(id).description == "sub_" + suffix)
        #expect(InvoiceID(id).description == "inv_" + suffix)
        #expect(EventID(id).description == "evt_" + suffix)
        #expect(WebhookEndpointID(id).description == "we_" + suffix)
        #expect(SessionTokenID(id).description == "tok_" + suffix)
    }

    @Test("a text is read only as its own kind")
    func kinds() {
        #expect(CheckoutSessionID("cs_01h455vb4pex5vsknk084sn02q")?.id == id)
        #expect(CheckoutSessionID("cus_01h455vb4pex5vsknk084sn02q") == nil)
        #expect(CustomerID("cs_01h455vb4pex5vsknk084sn02q") == nil)
    }

    @Test(
        "malformed texts are nil",
        arguments: [
            "", "cs", "cs_", "01h455vb4pex5vsknk084sn02q", "cs01h455vb4pex5vsknk084sn02q",
            "cs-01h455vb4pex5vsknk084sn02q", "CS_01h455vb4pex5vsknk084sn02q", "cs_01H455VB4PEX5VSKNK084SN02Q",
            "cs_01h455vb4pex5vsknk084sn02", "cs_01h455vb4pex5vsknk084sn02qq", " cs_01h455vb4pex5vsknk084sn02q",
            "cs_01h455vb4pex5vsknk084sn02q\n", "cs_81h455vb4pex5vsknk084sn02q", "cs_01h455vb4pex5vsknk084sn0il",
            "cs_cs_1h455vb4pex5vsknk084sn02q", "cs_01890a5d-ac96-774b-bcce-b302099a8057",
            "cs_01h455vb4pex5vsknk084sn02%71", "cs_' OR 1=1; --00000000000000",
        ])
    func malformed(text: String) {
        #expect(CheckoutSessionID(text) == nil)
    }

    @Test("JSON is the text")
    func json() throws {
        let session = CheckoutSessionID(id)
        let json = try JSONEncoder().encode([session])
        #expect(String(decoding: json, as: UTF8.self) == #"["cs_01h455vb4pex5vsknk084sn02q"]"#)
        #expect(try JSONDecoder().decode([CheckoutSessionID].self, from: json) == [session])
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([CustomerID].self, from: json) }
    }
}
