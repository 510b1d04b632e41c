package org.tributary.internal.definition;

import java.util.Optional;

/** A detector of other programs' files that a user may pass as a tagger, by their first bytes. */
public final class ForeignFormat {
  private static final int MIN_ONNX_VERSION = 3;
  private static final int MAX_ONNX_VERSION = 15;

  private ForeignFormat() {}

  /**
   * Returns what a file may be and what to do with it; empty for an unknown format.
   *
   * @param head the first bytes of the file
   */
  public static Optional<String> advice(byte[] head) {
    if (begins(head, 'P', 'K', 3, 4)) {
      return Optional.of(
          "a zip archive, such as a .pt file of PyTorch; save its state dict as safetensors and read that with TorchTagger.read or tributary import-torch");
    }
    if (begins(head, 0x1f, 0x8b)) {
      return Optional.of("a gzip file; decompress it");
    }
    // field 1, the version of the format, then field 2, the producer's name
    if (head.length > 3
        && head[0] == 1 << 3
        && head[1] >= MIN_ONNX_VERSION
        && head[1] <= MAX_ONNX_VERSION
        && head[2] == (2 << 3 | 2)) {
      return Optional.of(
          "an ONNX file, which ONNX Runtime reads; use the tagger that it was exported from");
    }
    return Optional.empty();
  }

  private static boolean begins(byte[] head, int... bytes) {
    for (int k = 0; k < bytes.length; k++) {
      if (k >= head.length || (head[k] & 0xff) != bytes[k]) {
        return false;
      }
    }
    return true;
  }
}
