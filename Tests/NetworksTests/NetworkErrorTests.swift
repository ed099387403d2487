import Method
import Numerics
import Testing

@testable import Networks

@Suite struct NetworkErrorTests {
  private static func network(
    _ convolutions: [NetworkDescription.Convolution], hidden: [Int] = [8], dropout: Double = 0.5
  ) -> NetworkDescription {
    var description = NetworkDescription()
    description.convolutions = convolutions
    description.hidden = hidden
    description.featureDropout = dropout
    return description
  }

  @Test(arguments: [
    (network([]), "A network has one to four convolutions, not 0; change network.convolutions."),
    (network([.init(channels: 0, side: 5)]), "Convolution 1 has 1 to 1024 channels, not 0."),
    (network([.init(channels: 4, side: 2)]), "The filters of convolution 1 are 3 to 11 pixels wide, not 2."),
    (network([.init(channels: 4, side: 5)], hidden: [8, -1]), "Hidden layer 2 has 1 to 4096 units, not -1."),
    (network([.init(channels: 4, side: 5)], dropout: 1), "The dropout of the features is a share from 0 to 0.9, not 1.0."),
    (
      network([.init(channels: 4, side: 5), .init(channels: 4, side: 8)]),
      "Convolution 2 has filters of 8 x 8 pixels and 2 x 2 pooling, but only 8 x 8 pixels reach it from images of 20 x 20; "
        + "use larger images, smaller filters or fewer convolutions (network.convolutions in --analysis)."
    ),
  ])
  func descriptions(description: NetworkDescription, sentence: String) {
    #expect {
      _ = try Network(
        description: description, input: InputShape(channels: 1, height: 20, width: 20),
        stream: RandomStream(seed: 1, trial: "test weights"))
    } throws: {
      ($0 as? NetworkError)?.description == sentence
    }
  }

  @Test(
    arguments: [
      ([5], [0], [1], "There are 2 images but 1 responses."),
      ([5, 6], [], [1], "A network needs training and validation images; there are 0 and 1."),
      ([5, 6], [0], [2], "The split names an image beyond the 2 that there are."),
    ] as [([Float], [Int], [Int], String)])
  func sets(targets: [Float], training: [Int], validation: [Int], sentence: String) {
    let set = TrainingSet(images: Tensor(shape: [2, 1, 20, 20]), targets: targets, training: training, validation: validation)
    #expect {
      _ = try train(
        set, description: NetworkDescription(), settings: TrainingSettings(), seed: 1, neuron: StreamKey("a"), member: 0,
        isCancelled: { false })
    } throws: {
      ($0 as? NetworkError)?.description == sentence
    }
  }

  @Test func responsesBeyondAllBounds() {
    let targets = [Float](repeating: .infinity, count: 4)
    let set = TrainingSet(images: Tensor(shape: [4, 1, 20, 20]), targets: targets, training: [0, 1], validation: [2, 3])
    var settings = TrainingSettings()
    settings.leastSteps = 2
    settings.epochs = 2
    #expect {
      _ = try train(
        set, description: NetworkDescription(), settings: settings, seed: 1, neuron: StreamKey("a"), member: 0, isCancelled: { false })
    } throws: {
      ($0 as? NetworkError)?.code == .diverged
    }
  }

  @Test func noMembers() {
    #expect {
      _ = try synthesise([], settings: OptimalImageSettings(), seed: 1, neuron: StreamKey("a"), isCancelled: { false })
    } throws: {
      ($0 as? NetworkError)?.code == .data
    }
  }
}
