import Checkout
import HTTPMessages

/// A call's parameters, read by name and type; what is wrong is Stripe's own complaint, before anything was done.
struct Parameters: Sendable {
    let map: FormMap
    /// Empty for the parameters themselves, else `payment_method_data[card]`.
    let path: String

    init(_ map: FormMap, path: String = "") {
        self.map = map
        self.path = path
    }

    func param(_ name: String) -> String { path.isEmpty ? name : "\(path)[\(name)]" }

    func contains(_ name: String) -> Bool { map[name] != nil }

    /// A text; empty ones are there to unset what was set.
    func text(_ name: String) throws(StripeFailure) -> String? {
        guard let value = map[name] else { return nil }
        guard let text = value.text else { throw .invalid("Invalid string", param: param(name)) }
        return text
    }

    func required(_ name: String) throws(StripeFailure) -> String {
        guard let text = try text(name) else { throw .missing(param(name)) }
        guard !text.isEmpty else {
            throw .invalid(
                "You passed an empty string for '\(param(name))'. We assume empty values are an attempt to unset a "
                    + "parameter; however '\(param(name))' cannot be unset. You should remove '\(param(name))' from "
                    + "your request or supply a non-empty value.", param: param(name), code: "parameter_invalid_empty")
        }
        return text
    }

    func integer(_ name: String) throws(StripeFailure) -> Int64? {
        guard let text = try text(name), !text.isEmpty else { return nil }
        guard let integer = Int64(text), !text.hasPrefix("+") else {
            throw .invalid("Invalid integer: \(text)", param: param(name), code: "parameter_invalid_integer")
        }
        return integer
    }

    func flag(_ name: String) throws(StripeFailure) -> Bool? {
        guard let text = try text(name), !text.isEmpty else { return nil }
        switch text {
        case "true": return true
        case "false": return false
        default: throw .invalid("Invalid boolean: \(text)", param: param(name))
        }
    }

    func choice(_ name: String, of choices: [String]) throws(StripeFailure) -> String? {
        guard let text = try text(name), !text.isEmpty else { return nil }
        guard choices.contains(text) else {
            throw .invalid(
                "Invalid \(param(name)): must be one of \(choices.joined(separator: ", "))", param: param(name))
        }
        return text
    }

    func nested(_ name: String) throws(StripeFailure) -> Parameters? {
        guard let value = map[name], value.text != "" else { return nil }
        guard let map = value.map else { throw .invalid("Invalid object", param: param(name)) }
        return Parameters(map, path: param(name))
    }

    /// The elements of a list of maps: `items[0][price]=…`.
    func maps(_ name: String) throws(StripeFailure) -> [Parameters]? {
        guard let value = map[name], value.text != "" else { return nil }
        guard let list = value.list else { throw .invalid("Invalid array", param: param(name)) }
        var maps: [Parameters] = []
        for (index, element) in list.enumerated() {
            guard let map = element.map else { throw .invalid("Invalid object", param: "\(param(name))[\(index)]") }
            maps.append(Parameters(map, path: "\(param(name))[\(index)]"))
        }
        return maps
    }

    /// Unix seconds.
    func time(_ name: String) throws(StripeFailure) -> Timestamp? {
        guard let seconds = try integer(name) else { return nil }
        guard (0...253_402_300_799).contains(seconds) else {
            throw .invalid("Invalid timestamp: \(seconds)", param: param(name), code: "parameter_invalid_integer")
        }
        return Timestamp(unixSeconds: seconds)
    }

    func texts(_ name: String) throws(StripeFailure) -> [String]? {
        guard let value = map[name], value.text != "" else { return nil }
        guard let list = value.list else { throw .invalid("Invalid array", param: param(name)) }
        let texts = list.compactMap(\.text)
        guard texts.count == list.count else { throw .invalid("Invalid array", param: param(name)) }
        return texts
    }

    /// Refuses what this operation does not know, as Stripe does: it finds the caller's typing errors.
    func checkNames(_ known: Set<String>) throws(StripeFailure) {
        for member in map.members where !known.contains(member.name) {
            throw .invalid(
                "Received unknown parameter: \(param(member.name))", param: param(member.name),
                code: "parameter_unknown")
        }
    }
}
