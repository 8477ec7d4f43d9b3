// Coverage-guided fuzzing of every reader, by libFuzzer: make fuzz.
//
// usage: fuzz READER [libFuzzer's options] [folder of inputs]; without words: the readers' names
//
// A reader may refuse; it must not trap, leak, hang, take over a gigabyte, or end with anything but a `Problem` that
// says what is wrong with the input.

import Foundation

@_silgen_name("LLVMFuzzerRunDriver")
func runFuzzer(
  _ count: UnsafeMutablePointer<Int32>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

let words = CommandLine.arguments
guard words.count > 1, let reader = Reader.all.first(where: { $0.name == words[1] }) else {
  print(Reader.all.map(\.name).joined(separator: "\n"))
  exit(words.count > 1 ? 64 : 0)
}
Knock.reader = reader
var count = CommandLine.argc - 1
var pointer: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv + 1
exit(runFuzzer(&count, &pointer) { Knock.at($0, $1) })
