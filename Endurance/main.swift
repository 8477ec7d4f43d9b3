import Foundation

// Long trials of the registry that are no unit tests: `endurance kill 1000`, `endurance tamper 10000`,
// `endurance allocate 200`, `endurance full 64`. Exit status 1 if anything did not hold.

let words = Array(CommandLine.arguments.dropFirst())
do {
  switch (words.first, words.dropFirst().first) {
  case ("kill", let count?): exit(try KillTrial(rounds: Int(count) ?? 1).run())
  case ("tamper", let count?): exit(try TamperTrial.run(count: Int(count) ?? 1))
  case ("allocate", let count?): exit(try AllocationTrial(requests: Int(count) ?? 1).run())
  case ("full", let count?): exit(try FullDiskTrial(steps: Int(count) ?? 1).run())
  case ("limited", let file?): exit(try FullDiskTrial.write(file, limit: Int(words[2]) ?? 0))
  case ("write", let file?): try KillTrial.write(file, acknowledgements: words[2])
  case ("subject", let file?): try AllocationTrial.ask(file, subject: words[2])
  default:
    print("endurance kill N | tamper N | allocate N | full N")
    exit(64)
  }
} catch {
  print("\(error)")
  exit(1)
}
