import Fixtures
import Foundation
import Testing

@testable import Intake

@Suite struct FileWalkTests {
  /// A path that is a link is the folder that it leads to; one below it is passed over.
  @Test func aLinkIsFollowedWhereItIsNamedAlone() throws {
    let folder = try Fixtures.temporaryFolder()
    let images = folder.appending(path: "images"), link = folder.appending(path: "link")
    try FileManager.default.createDirectory(at: images, withIntermediateDirectories: true)
    try Data("x".utf8).write(to: images.appending(path: "one.dcm"))
    try FileManager.default.createSymbolicLink(
      at: images.appending(path: "again"), withDestinationURL: images)
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: images)
    #expect(try FileWalk.files(in: [images.path]) == [images.path + "/one.dcm"])
    #expect(try FileWalk.files(in: [link.path]) == [link.path + "/one.dcm"])
    #expect(try FileWalk.files(in: [link.path + "/"]) == [link.path + "/one.dcm"])
  }
}
