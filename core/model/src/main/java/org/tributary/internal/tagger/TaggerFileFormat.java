package org.tributary.internal.tagger;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.tributary.internal.Excerpt;

/** The format of a file that may hold a tagger, detected by its first bytes. */
public enum TaggerFileFormat {
  /** A tagger in safetensors format, the file of {@code WordTagger.save}. */
  TAGGER,

  /** Other tensors in safetensors format. */
  TENSORS,

  /** A protobuf model of Tribuo, such as the file of {@code LstmTaggerModel.save}. */
  TRIBUO,

  /** Another format. */
  OTHER;

  /**
   * The name of the setting that marks a tagger and holds its format version. It is written as the
   * first one after PyTorch's marker, within {@link #PREFIX_BYTES} of the file.
   */
  public static final String MARKER = "tributary.word_tagger";

  /** The number of bytes of a file that its format is detected by. */
  public static final int PREFIX_BYTES = 1024;

  private static final int HEADER_LENGTH_BYTES = Long.BYTES;
  private static final int MAX_HEADER_BYTES = 100_000_000; // in the safetensors format

  private static final int MIN_ONNX_VERSION = 3;
  private static final int MAX_ONNX_VERSION = 15;

  private static final int VERSION_TAG = 1 << 3; // field 1, a varint
  private static final int NAME_TAG =
      2 << 3 | 2; // field 2, with a length: Tribuo's class name, ONNX's producer
  private static final int MAX_CLASS_NAME = 0x7f; // a length of one byte
  private static final Pattern CLASS_NAME = Pattern.compile("\\w+([.$]\\w+)+");

  /**
   * Returns the format of a file.
   *
   * @param prefix the first {@link #PREFIX_BYTES} bytes of the file, or all of a shorter one
   */
  public static TaggerFileFormat of(byte[] prefix) {
    if (isSafetensors(prefix)) {
      String begin = new String(prefix, StandardCharsets.ISO_8859_1);
      return begin.contains('"' + MARKER + '"') ? TAGGER : TENSORS;
    }
    return tribuoClass(prefix).isPresent() ? TRIBUO : OTHER;
  }

  private static boolean isSafetensors(byte[] prefix) {
    if (prefix.length <= HEADER_LENGTH_BYTES || prefix[HEADER_LENGTH_BYTES] != '{') {
      return false;
    }
    long length = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN).getLong();
    return length > 1 && length <= MAX_HEADER_BYTES;
  }

  /**
   * Returns the name of the class in a model of Tribuo; empty for other formats.
   *
   * @param prefix the first {@link #PREFIX_BYTES} bytes of the file, or all of a shorter one
   */
  static Optional<String> tribuoClass(byte[] prefix) {
    ByteBuffer from = ByteBuffer.wrap(prefix);
    if (from.hasRemaining() && from.get(0) == VERSION_TAG) {
      from.get();
      while (from.hasRemaining() && from.get() < 0) {} // the varint's bytes but the last
    }
    if (from.remaining() < 2 || from.get() != NAME_TAG) {
      return Optional.empty();
    }
    int length = from.get();
    if (length < 1 || length > MAX_CLASS_NAME || length > from.remaining()) {
      return Optional.empty();
    }
    byte[] name = new byte[length];
    from.get(name);
    return Optional.of(new String(name, StandardCharsets.UTF_8))
        .filter(text -> CLASS_NAME.matcher(text).matches());
  }

  /**
   * Returns what a file may be and what to do with it; empty for an unknown format.
   *
   * @param prefix the first bytes of the file
   */
  public static Optional<String> advice(byte[] prefix) {
    if (begins(prefix, 'P', 'K', 3, 4)) {
      return Optional.of(
          "a zip archive, such as a .pt file of PyTorch; save its state dict as safetensors and"
              + " read that with TorchTagger.read");
    }
    if (begins(prefix, 0x1f, 0x8b)) {
      return Optional.of("a gzip file; decompress it");
    }
    // field 1, the version of the format, then field 2, the producer's name
    if (prefix.length > 3
        && prefix[0] == VERSION_TAG
        && prefix[1] >= MIN_ONNX_VERSION
        && prefix[1] <= MAX_ONNX_VERSION
        && prefix[2] == NAME_TAG) {
      return Optional.of(
          "an ONNX file, which ONNX Runtime reads; use the tagger that it was exported from");
    }
    return text(prefix)
        .map("a text that begins with '%s'; is it the data instead of the model?"::formatted);
  }

  /** Returns the first line of a text in UTF-8; empty for other bytes. */
  private static Optional<String> text(byte[] prefix) {
    CharBuffer decoded = CharBuffer.allocate(prefix.length);
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(prefix), decoded, false); // the last character may be cut
    String text = decoded.flip().toString();
    boolean printed =
        text.chars().allMatch(c -> Character.isWhitespace(c) || !Character.isISOControl(c));
    return result.isError() || !printed
        ? Optional.empty()
        : text.lines().filter(line -> !line.isBlank()).findFirst().map(Excerpt::of);
  }

  private static boolean begins(byte[] prefix, int... bytes) {
    for (int k = 0; k < bytes.length; k++) {
      if (k >= prefix.length || (prefix[k] & 0xff) != bytes[k]) {
        return false;
      }
    }
    return true;
  }
}
