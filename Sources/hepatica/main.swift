import Foundation

Processor.takeWiderCopy()
exit(Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
