/// The kernels of one convolution; see the files beside this one.
enum Convolution {}
