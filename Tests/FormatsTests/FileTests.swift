import Foundation
import Numerics
import Testing

@testable import Formats

/// A folder of its own, gone when the test is over.
private func inFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("konomi-" + UUID().uuidString)
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  try body(folder.path)
}

@Test func anArrayGoesThroughAFile() throws {
  try inFolder { folder in
    let tensor = Tensor(shape: [2, 2], values: [1, 2, 3, .pi])
    try ArrayFile.write(tensor, to: folder + "/a.npy")
    let array = try ArrayFile.read(folder + "/a.npy")
    #expect(array.tensor == tensor)
    #expect(array.elementType == .float32)
  }
}

@Test func writingReplacesAFileAndLeavesNothingElse() throws {
  try inFolder { folder in
    for content in ["first", "second"] {
      try AtomicFile.write(content.utf8, to: folder + "/a.txt")
      #expect(try InputFile.read(folder + "/a.txt", limit: 100) == Array(content.utf8))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.txt"])
  }
}

@Test func aFileMayComePieceByPieceAndAFailureOnTheWayLeavesNothing() throws {
  try inFolder { folder in
    let tensor = Tensor(shape: [2, 2], values: [1, 2, 3, .pi])
    try AtomicFile.write(to: folder + "/a.npy") { append in
      try append(ArrayFile.header(shape: [2, 2]))
      for row in 0..<2 { try append(ArrayFile.encode(values: tensor[row])) }
    }
    #expect(try ArrayFile.read(folder + "/a.npy").tensor == tensor)
    #expect(throws: CancellationError.self) {
      try AtomicFile.write(to: folder + "/a.npy") { append in
        try append([1, 2, 3])
        throw CancellationError()
      }
    }
    #expect(try ArrayFile.read(folder + "/a.npy").tensor == tensor)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.npy"])
  }
}

@Test func writingThatFailsSaysWhyAndLeavesNothing() throws {
  try inFolder { folder in
    try FileManager.default.createDirectory(atPath: folder + "/sub", withIntermediateDirectories: true)
    let cases = [
      (folder + "/none/a", "\(folder)/none/a cannot be written: its folder does not exist."),
      (folder + "/sub", "\(folder)/sub cannot be written: a folder of that name is in the way."),
      ("/proc/a", "/proc/a cannot be written: its folder does not exist."),
    ]
    for (path, sentence) in cases {
      #expect(throws: FileError(.unwritable, sentence)) { try AtomicFile.write([1, 2, 3], to: path) }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["sub"])
  }
}

@Test(arguments: [
  (ENOSPC, "a.npy cannot be written: the disk is full; free some space and start again."),
  (EDQUOT, "a.npy cannot be written: the disk quota of this user is used up."),
  (EROFS, "a.npy cannot be written: the file system is read-only."),
  (EACCES, "a.npy cannot be written: this user may not write to its folder."),
  (EIO, "a.npy cannot be written: Input/output error."),
])
func aDiskThatRefusesIsNamed(number: Int32, sentence: String) {
  #expect(FileError.writing("a.npy", number) == FileError(.unwritable, sentence))
}

@Test func readingThatFailsSaysWhy() throws {
  try inFolder { folder in
    try AtomicFile.write([1, 2, 3], to: folder + "/a")
    #expect(mkfifo(folder + "/pipe", 0o600) == 0)
    let cases: [(String, FileError.Code, String)] = [
      (folder + "/b", .missing, "\(folder)/b does not exist."),
      (folder + "/a/b", .missing, "\(folder)/a/b does not exist: a part of the path before it is a file, not a folder."),
      (folder, .unreadable, "\(folder) is a folder where a file is needed."),
      (folder + "/pipe", .unreadable, "\(folder)/pipe is a device or a pipe where a file is needed."),
      ("/dev/null", .unreadable, "/dev/null is a device or a pipe where a file is needed."),
      (folder + "/a", .unreadable, "\(folder)/a has 3 bytes, more than the 2 that are allowed here."),
    ]
    for (path, code, sentence) in cases {
      #expect(throws: FileError(code, sentence)) { try InputFile.read(path, limit: 2) }
    }
  }
}

/// A clone whose large files were not fetched: a link that leads nowhere is no missing file, and a pointer is not the content.
@Test func whatStandsForContentThatWasNotFetchedIsNamed() throws {
  try inFolder { folder in
    let manager = FileManager.default
    try manager.createSymbolicLink(atPath: folder + "/annexed", withDestinationPath: ".git/annex/objects/Xy/MD5E-s1--0")
    let sentence =
      "\(folder)/annexed is a link to .git/annex/objects/Xy/MD5E-s1--0, which is not there; fetch its content (datalad get, git annex get) or remove the link."
    #expect(throws: FileError(.missing, sentence)) { try InputFile.exists(folder + "/annexed") }
    #expect(throws: FileError(.missing, sentence)) { try InputFile.read(folder + "/annexed", limit: 100) }

    try AtomicFile.write("x".utf8, to: folder + "/there")
    try manager.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "there")
    for name in ["there", "link", ""] { #expect(try InputFile.exists("\(folder)/\(name)")) }
    for name in ["none", "there/none"] { #expect(try !InputFile.exists("\(folder)/\(name)")) }
    #expect(try InputFile.read(folder + "/link", limit: 100) == Array("x".utf8))

    let pointers = [
      ("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n", "Git LFS pointer", "git lfs pull"),
      ("/annex/objects/MD5E-s1--0.npy\n", "git-annex pointer", "datalad get or git annex get"),
    ]
    for (text, name, cure) in pointers {
      try AtomicFile.write(text.utf8, to: folder + "/a.npy")
      #expect(
        throws: FileError(.malformed, "\(folder)/a.npy is a \(name), not the file that it stands for; fetch that with \(cure).")
      ) {
        try ArrayFile.read(folder + "/a.npy")
      }
    }
  }
}
