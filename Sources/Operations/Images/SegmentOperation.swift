import Arguments
import Diagnostics
import Foundation
import Studies
import Workflow

public struct SegmentOperation: Operation {
  var image = FilePath("")
  var output = FilePath("")
  var with: String?
  var byRules = false
  var words: [String] = []
  var classes: String?
  var series: String?
  var everything = false
  public init() {}

  public static let about = About(
    "segment", .images, "structures that an installed segmenter, or rules, propose",
    takes: "an image, the command of a segmenter or --rules",
    gives: "a label image with names, roles and quality, to be confirmed",
    """
    Runs COMMAND [WORDS] IMAGE.nii.gz LABELS.nii.gz: it reads a NIfTI image, writes a label image on the same grid and ends with 0; \
    COMMAND --version prints its name and version. What the labels mean is taken from LABELS.json ({"1": "liver"}), from the label table in the \
    NIfTI header, or from the class map that --classes names. Kept with the structures: name, version and SHA-256 of the program, the class map, \
    and for each structure its volume and mean CT number compared with what is usual, its pieces, and whether it touches the edge of the image. \
    With --rules no segmenter is needed: body, lungs and bone of a CT, regions of high uptake of a SPECT or PET follow from stated thresholds. \
    It is a proposal: results state that until a person has looked and confirmed it with hepatica segment confirm.
    """,
    writes: ["structures.nii.gz", "structures.proposal.json", "body.nii.gz", "body.proposal.json"],
    examples: [
      .init(
        "hepatica segment ct -o contours --with ./totalsegmentator.sh", "a script that calls it as above"),
      .init(
        "hepatica segment ct -o contours --with ./vista.sh --classes 'MONAI VISTA3D'",
        "labels by a named class map"),
      .init("hepatica segment ct -o contours --rules", "body, lungs and bone without any segmenter"),
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.image, "IMAGE", "DICOM folder or file", .input)
    Field.option(
      \.output, "output", "o", "FOLDER", "where the label image goes", .output, needed: true,
      completes: .folders)
    Field.option(\.with, "with", nil, "COMMAND", "program that segments: its name or path")
    Field.flag(\.byRules, "rules", nil, "thresholds and connection alone, in place of a program")
    Field.options(\.words, "word", nil, "WORD", "words for it before the two files")
    Field.option(\.classes, "classes", nil, "MAP", "class map of the labels, with its version")
    Field.option(\.series, "series", nil, "ID", "series as inspect prints it, where there are several")
    Field.flag(\.everything, "everything", nil, "keep structures without a role too")
  }

  /// - Throws: `Problem` if the program cannot be run, fails, or writes labels without name or on another grid.
  public func run(_ context: Context) throws -> Outcome {
    guard (with != nil) != byRules else {
      throw Problem(
        .usage,
        what: byRules ? "--with and --rules exclude each other" : "neither --with nor --rules is given",
        at: "--with", remedy: "name an installed segmenter with --with, or take --rules")
    }
    let command = with.map { [program($0, context)] + words } ?? []
    var job = SegmentationJob(image: context.url(image), output: context.url(output), command: command)
    (job.classes, job.series, job.isEverything) = (classes, series, everything)
    return try job.run(progress: context.progress)
  }

  private func program(_ name: String, _ context: Context) -> String {
    name.contains("/") ? context.url(name).path : name
  }
}

public struct SegmentConfirmOperation: Operation {
  var labels = FilePath("")
  var by = ""
  public init() {}

  public static let about = About(
    "segment confirm", .images, "a person has looked at proposed structures",
    takes: "a label image of hepatica segment",
    gives: "the proposal with who confirmed it and when",
    "Holds for the label image as it is now: one that is changed later is a proposal again.",
    examples: [
      .init("hepatica segment confirm contours/structures.nii.gz --by mp1", "after looking at each structure")
    ])

  public static var fields: [Field<Self>] {
    Field.word(\.labels, "LABELS", "label image", .edited)
    Field.option(\.by, "by", nil, "NAME", "who looked", needed: true)
  }

  /// - Throws: `Problem` for a label image that is not a proposal.
  public func run(_ context: Context) throws -> Outcome {
    try SegmentProposalConfirmation.run(context.url(labels), by: by, at: context.now())
  }
}
