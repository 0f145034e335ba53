/// Writes a form as Stripe's own libraries do: brackets as they are, everything else escaped, lists by index.
package enum FormWriter {
    /// Empty lists and maps have no spelling and are left out.
    package static func encode(_ form: FormMap) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(256)
        for member in form.members { write(member.value, name: escaped(member.name), into: &output) }
        return output
    }

    private static func write(_ value: FormValue, name: [UInt8], into output: inout [UInt8]) {
        switch value {
        case .text(let text):
            if !output.isEmpty { output.append(0x26) }
            output.append(contentsOf: name)
            output.append(ASCII.equals)
            output.append(contentsOf: escaped(text))
        case .list(let elements):
            for (index, element) in elements.enumerated() {
                write(element, name: name + bracketed(Array(String(index).utf8)), into: &output)
            }
        case .map(let map):
            for member in map.members {
                write(member.value, name: name + bracketed(escaped(member.name)), into: &output)
            }
        }
    }

    private static func bracketed(_ name: [UInt8]) -> [UInt8] { [0x5b] + name + [0x5d] }

    /// RFC 3986's unreserved characters as they are, a space as `+`, every other byte of the UTF-8 as `%XX`.
    package static func escaped(_ text: String) -> [UInt8] {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e: output.append(byte)
            case ASCII.space: output.append(0x2b)
            default: output += [ASCII.percent, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return output
    }
}
