package org.tributary.internal.definition;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.tributary.internal.check.Excerpt;

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
          "a zip archive, such as a .pt file of PyTorch; save its state dict as safetensors and read that with TorchTagger.read");
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
    return text(head)
        .map("a text that begins with '%s'; is it the data instead of the model?"::formatted);
  }

  /** Returns the first line of a text in UTF-8; empty for other bytes. */
  private static Optional<String> text(byte[] head) {
    CharBuffer decoded = CharBuffer.allocate(head.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(head), decoded, false); // the last character may be cut
    String text = decoded.flip().toString();
    boolean printed =
        text.chars().allMatch(c -> Character.isWhitespace(c) || !Character.isISOControl(c));
    return result.isError() || !printed
        ? Optional.empty()
        : text.lines().filter(line -> !line.isBlank()).findFirst().map(Excerpt::of);
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
