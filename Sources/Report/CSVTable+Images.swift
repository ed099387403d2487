import Formats
import Method

extension CSVTable {
  /// `optimal_images.csv`: one row per optimal image, the neurons in the order of `neurons.csv`, each one's images best first, as in `optimal_images.npy`.
  init(optimalImages all: [NeuronEntry]) {
    self.init(columns: [
      "neuron", "order", "seed", "activation", "activation_ratio", "activation_ratio_gabor", "converged", "clipped", "noisy",
    ])
    func text(_ flag: Bool?) -> Cell { .text(flag.map { $0 ? "true" : "false" }) }
    for entry in all where entry.control == nil {
      for (order, image) in (entry.facts?.optimalImages ?? []).enumerated() {
        append([
          .id(entry.id), .count(order), .count(image.seed), .number(image.activation), .number(entry.relative(image.activation)),
          .number(image.relativeToGabor), text(image.converged), text(image.clipped), text(image.noisy),
        ])
      }
    }
  }

  /// `distinct_images.csv`: row i tells whose image entry i of `distinct_images.npy` is. Gabor sizes in pixels, and in degrees of visual angle where the recording tells
  /// that of a pixel; centres in degrees count from the middle of the image, to the right and down.
  init(distinctImages all: [NeuronEntry], degreesPerPixel: Double?, _ shape: ImageShape) {
    self.init(
      columns: [
        "neuron", "order", "activation", "activation_ratio", "activation_ratio_gabor", "seeds", "share_of_seeds", "gabor_similarity",
        "gabor_orientation_degrees", "gabor_wavelength_pixels", "gabor_sigma_pixels", "gabor_aspect", "gabor_phase_degrees",
        "gabor_centre_x_pixels", "gabor_centre_y_pixels",
      ]
        + (degreesPerPixel == nil
          ? []
          : [
            "gabor_wavelength_degrees", "gabor_cycles_per_degree", "gabor_sigma_degrees", "gabor_centre_x_degrees",
            "gabor_centre_y_degrees",
          ]))
    for entry in all where entry.control == nil {
      for (order, image) in (entry.facts?.distinctImages ?? []).enumerated() {
        let gabor = image.gabor?.gabor
        let best = entry.facts?.bestGaborActivation ?? 0
        var row: [Cell] = [
          .id(entry.id), .count(order), .number(image.activation), .number(entry.relative(image.activation)),
          .number(best > 0 ? image.activation / best : nil), .count(image.seeds), .number(entry.share(image)),
          .number(image.gabor?.similarity),
          .number(gabor?.orientation), .number(gabor?.wavelength), .number(gabor?.sigma), .number(gabor?.aspect), .number(gabor?.phase),
          .number(gabor?.centreX), .number(gabor?.centreY),
        ]
        if let degreesPerPixel {
          let middle = (x: Double(shape.width - 1) / 2, y: Double(shape.height - 1) / 2)
          row += [
            .number(gabor.map { $0.wavelength * degreesPerPixel }), .number(gabor.map { $0.spatialFrequency / degreesPerPixel }),
            .number(gabor.map { $0.sigma * degreesPerPixel }), .number(gabor.map { ($0.centreX - middle.x) * degreesPerPixel }),
            .number(gabor.map { ($0.centreY - middle.y) * degreesPerPixel }),
          ]
        }
        append(row)
      }
    }
  }

  /// `further_images.csv`: row i tells whose image entry i of `further_images.npy` is, and why it was made.
  init(furtherImages all: [NeuronEntry]) {
    let entries = all.filter { $0.control == nil }
    self.init(columns: ["neuron", "purpose", "activation", "activation_ratio"])
    for entry in entries {
      for image in entry.facts?.furtherImages ?? [] {
        append([.id(entry.id), .text(image.purpose.rawValue), .number(image.activation), .number(entry.relative(image.activation))])
      }
    }
  }
}
