import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

/// `trial measure` and `trial respond`: what a trial's analyses read, from images and tables into the registry.
extension TrialVerb {
  static let measureOptions: [Command.Option] = [
    .value(
      "results", "r", "FOLDER", "measure: results of hepatica run (default: next to the case)",
      completes: .folders),
    .value("lobe", nil, "NAME=LOBE", "measure: structure that is the right or left lobe", repeats: true),
    .flag("deviation", nil, "measure: the route differs from the allocation, and that is what happened"),
    .flag("correct", nil, "measure, respond: replace values that are there already"),
    .value(
      "tables", nil, "FOLDER", "measure: CSV tables for registry import instead of the registry",
      completes: .folders),
    .value("reader", nil, "NUMBER", "respond: rows of this reader alone"),
  ]

  func measure(_ words: inout RegistryWords, _ console: Console) throws -> Outcome {
    let arguments = words.arguments
    let (place, trial) = (try words.next("REGISTRY"), try words.next("TRIAL"))
    var request = TrialMeasureRequest(place: place, trial: trial, caseFile: try words.url("CASE"))
    try words.done()
    request.results = words.file("results")
    request.tables = words.file("tables")
    request.protocolFile = words.file("protocol")
    (request.isDeviation, request.corrects) = (arguments.has("deviation"), arguments.has("correct"))
    for text in arguments.all("lobe") {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else {
        throw Problem(
          .usage, what: "“\(text)” is not NAME=LOBE", at: "--lobe", remedy: "for example Liver_A=right")
      }
      request.lobes[parts[0]] = parts[1]
    }
    return try TrialMeasurement.run(
      request, by: request.tables == nil ? arguments.author() : nil, progress: console.reporter)
  }

  func respond(_ words: inout RegistryWords) throws -> Outcome {
    let arguments = words.arguments
    let (place, trial) = (try words.next("REGISTRY"), try words.next("TRIAL"))
    let table = try words.url("LESIONS")
    try words.done()
    return try TrialResponse.run(
      table, of: trial, in: place, reader: arguments["reader"], corrects: arguments.has("correct"),
      by: arguments.author())
  }
}
