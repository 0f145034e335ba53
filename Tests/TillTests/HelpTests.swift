import Testing

@testable import till

@Suite struct HelpTests {
    @Test func overviewNamesEveryCommandThatIsForPeople() {
        let text = Help.text(on: .overview)
        for name in CommandSpecification.Name.allCases {
            #expect(text.contains("\n  \(name.rawValue)") == !name.isHidden, "\(name)")
        }
    }

    @Test(arguments: CommandSpecification.Name.allCases)
    func aCommandsHelpNamesItsOptions(_ name: CommandSpecification.Name) {
        let text = Help.text(on: .command(name))
        #expect(text.contains("Usage: till \(name.rawValue)"))
        for option in CommandSpecification.named(name).options { #expect(text.contains("\n  \(option.name)")) }
        #expect(text.contains("\n  --help"))
    }

    @Test func configurationHelpHasEveryVariable() {
        let text = Help.text(on: .configuration)
        for variable in Variable.all {
            #expect(text.contains("\n\(variable.name)  (\(variable.form)"))
            #expect(text.contains("    \(variable.summary)\n"))
        }
        #expect(text.contains("DATABASE_URL  (postgresql://…; no default; secret)"))
        #expect(text.contains("TILL_LISTEN  (address:port; default 127.0.0.1:8080)"))
        #expect(text.contains("TILL_LOG_LEVEL  (debug, info, notice, warning or error; default info)"))
    }

    @Test func theStatedDefaultsAreTheRealOnes() {
        let standard = Configuration()
        for variable in Variable.all {
            guard let text = variable.standard, !["TILL_PUBLIC_URL"].contains(variable.name) else { continue }
            #expect(variable.show(standard) == text, "\(variable.name)")
        }
    }

    @Test func exitCodesHelpHasEveryCode() {
        let text = Help.text(on: .exitCodes)
        for code in ExitCode.allCases { #expect(text.contains("\n  \(code.rawValue)")) }
    }

    @Test func theDocumentationTableHasARowForEachVariable() {
        let rows = ConfigurationReport.markdown.split(separator: "\n")
        #expect(rows.count == Variable.all.count + 2)
        #expect(rows.allSatisfy { $0.hasPrefix("|") && $0.hasSuffix("|") })
    }

    @Test func linesFitATerminal() {
        let topics: [HelpTopic] =
            [.overview, .configuration, .exitCodes] + CommandSpecification.Name.allCases.map { .command($0) }
        for topic in topics {
            for line in Help.text(on: topic).split(separator: "\n") { #expect(line.count <= 130, "\(line)") }
        }
    }
}
