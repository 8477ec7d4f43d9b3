import Arguments
import Diagnostics
import Files
import Foundation
import Server
import Studies
import Workflow

public struct AssistantOperation: Operation {
  var folder = FilePath("")
  var registry: String?
  var mayWrite = false
  public init() {}

  public static let about = About(
    "mcp", .program, "operations as tools of an AI assistant", takes: "a folder of pseudonymous data",
    gives: "the Model Context Protocol on standard input and output",
    """
    Offers operations as tools to a program that speaks the Model Context Protocol, one JSON message per line. Tools read \
    files below FOLDER alone, links followed; with --write they leave results there too. A folder with an image that names \
    its patient is refused. Answers hold pseudonyms and numbers; whoever connects an assistant sends them to it.
    """,
    examples: [
      .init("hepatica mcp study", "tools that read"),
      .init("hepatica mcp study --registry study/registry.sqlite --write", "tools that leave results too"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.folder, "FOLDER", "folder that tools read; nothing outside it", completes: .folders)
    Field.option(
      \.registry, "registry", nil, "REGISTRY", "a registry below FOLDER, or postgresql://USER@HOST/DATABASE")
    Field.flag(\.mayWrite, "write", nil, "tools may leave results below FOLDER")
  }

  /// Answers messages until the input ends.
  ///
  /// - Throws: `Problem` for a folder that is not there, or that holds images which name a patient.
  public func run(_ context: Context) throws -> Outcome {
    let place = context.url(folder).standardizedFileURL
    guard isFolder(place.path) == true else {
      throw Problem(
        .inputMissing, what: "there is no folder of this name", at: place.path,
        remedy: "name the folder of the study")
    }
    let session = AssistantSession(
      tools: AssistantTool.all(mayWrite: mayWrite), identity: IdentityCheck(place),
      setting: .init(folder: place, registry: registry, account: "assistant"))
    try session.identity.check()
    while let line = readLine() {
      if let answer = session.answer(line) { context.say(answer) }
    }
    return Outcome(text: "", json: "{\"hepatica\": 1}")
  }
}
