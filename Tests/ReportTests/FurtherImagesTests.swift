import Formats
import Foundation
import Messages
import Method
import Numerics
import Testing

@testable import Report

@Test func imagesMadeOnDemandHaveFilesOfTheirOwn() throws {
  try TinyPopulation.written { folder in
    try TinyPopulation.report.write(to: folder, provenance: TinyPopulation.provenance) { place in
      guard place == 1, case .result(var result) = TinyPopulation.outcome(place) else { return TinyPopulation.outcome(place) }
      result.document.facts.furtherImages = [.init(purpose: .leastExciting, activation: -1.5), .init(purpose: .apart, activation: 1)]
      result.furtherImages = Tensor(shape: [2, 1, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8])
      return .result(result)
    }
    let images = try ArrayFile.read(folder.appendingPathComponent("further_images.npy").path).tensor
    #expect(images == Tensor(shape: [2, 1, 2, 2], values: [1, 2, 3, 4, 5, 6, 7, 8]))
    let page = try String(contentsOf: folder.appendingPathComponent("report.html"), encoding: .utf8)
    #expect(page.contains("<span>\(shown(-1.5, decimals: 2)) z</span><br><span>least exciting</span>"))
    #expect(page.contains("alt=\"Image 2 made on demand, pushed apart, of &lt;i&gt;complex&lt;/i&gt;\""))
    let rows = try String(contentsOf: folder.appendingPathComponent("further_images.csv"), encoding: .utf8)
    #expect(rows == "neuron,purpose,activation,activation_ratio\r\n<i>complex</i>,least_exciting,-1.5,\r\n<i>complex</i>,apart,1.0,\r\n")
  }
}
