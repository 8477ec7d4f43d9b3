import Foundation

Processor.takeWiderCopy()
// Results and registries are about patients: whatever is written, the owner and the group read it, nobody else.
umask(umask(0) | 0o007)
exit(Program.run(Array(CommandLine.arguments.dropFirst())).rawValue)
