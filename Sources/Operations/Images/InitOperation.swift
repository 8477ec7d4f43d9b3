import Arguments
import Documents
import Foundation
import Studies
import Workflow

public struct InitOperation: Operation {
  var folder = FilePath("")
  var output: FilePath?
  public init() {}

  public static let about = About(
    "init", .images, "write a first case file", takes: "images",
    gives: "a first case file, with everything that only you know left open",
    "Writes case.json5 from the images in a folder; what no image states is left to fill in.",
    examples: [.init("hepatica init /data/p01 -o p01.json5", "a case file elsewhere")])

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "folder with the images", .input, completes: .folders)
    Field.option(
      \.output, "output", "o", "FILE", "the case file", .output, fallback: "case.json5 in the folder")
  }

  private func file(_ context: Context) -> URL {
    context.url(output) ?? context.url(folder).appending(path: "case.json5")
  }

  public func outputFiles(in context: Context) -> [URL] { [file(context)] }

  public func run(_ context: Context) throws -> Outcome {
    try CaseTemplate.run(
      context.url(folder), to: file(context), overwrite: true, progress: context.progress)
  }
}
