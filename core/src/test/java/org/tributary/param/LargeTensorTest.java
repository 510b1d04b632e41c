package org.tributary.param;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.tributary.internal.tagger.DataHash;
import org.tributary.internal.tagger.TensorChecksum;

/** Tensors that are read in chunks, so that none of their size is copied or counted in an int. */
class LargeTensorTest {
  /** More values than 2^31 bytes hold. */
  private static final int BEYOND_INT_BYTES = (1 << 29) + 5;

  /**
   * Values that repeat 0.5, 1.5, … 15.5, without memory for them; a request for more than a chunk
   * is refused, as it would fail for a large table.
   */
  private record Repeated(int size) implements FloatStorage {
    private static final float[] PERIODS = new float[FloatTensor.CHUNK + 16];

    static {
      for (int k = 0; k < PERIODS.length; k++) {
        PERIODS[k] = k % 16 + 0.5f;
      }
    }

    @Override
    public float get(int at) {
      return at % 16 + 0.5f;
    }

    @Override
    public void copy(int from, float[] to, int at, int count) {
      if (count > FloatTensor.CHUNK) {
        throw new AssertionError("expected chunks, got a copy of %d values".formatted(count));
      }
      System.arraycopy(PERIODS, from % 16, to, at, count);
    }
  }

  private static FloatTensor repeated(int size) {
    return new FloatTensor(TensorShape.of(size), new Repeated(size));
  }

  /** Returns the bytes of one period. */
  private static byte[] period(ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(64).order(order);
    for (int k = 0; k < 16; k++) {
      bytes.putFloat(k + 0.5f);
    }
    return bytes.array();
  }

  @Test
  void hashesChecksAndWritesReadChunks() throws Exception {
    int size = 100_003;
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = k % 16 + 0.5f;
    }
    FloatTensor array = FloatTensor.of(TensorShape.of(size), values);
    FloatTensor chunks = repeated(size);
    ParameterValues ofArray = ParameterValues.of(Map.of("table", array));
    ParameterValues ofChunks = ParameterValues.of(Map.of("table", chunks));
    assertThat(new DataHash().add(ofChunks).hex()).isEqualTo(sha256("table", values));
    assertThat(TensorChecksum.of(Map.of(), ofChunks))
        .isEqualTo(TensorChecksum.of(Map.of(), ofArray));
    assertThat(chunks).isEqualTo(array).hasSameHashCodeAs(array);
    assertThat(ofChunks.defect()).isEmpty();
    for (TensorType type : TensorType.values()) {
      assertThat(type.holds(chunks)).isTrue();
      assertThat(type.rounded(chunks)).isEqualTo(array);
      ByteArrayOutputStream one = new ByteArrayOutputStream();
      ByteArrayOutputStream two = new ByteArrayOutputStream();
      Safetensors.write(one, ofArray, type);
      Safetensors.write(two, ofChunks, type);
      assertThat(two.toByteArray()).isEqualTo(one.toByteArray());
    }
    assertThatThrownBy(chunks::values).isInstanceOf(AssertionError.class);
  }

  /** The hash of one parameter, by its definition: a count, texts in UTF-16, float bits. */
  private static String sha256(String name, float[] values) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    digest.update(new byte[] {0, 0, 0, 2});
    for (String text : new String[] {name, "[%d]".formatted(values.length)}) {
      ByteBuffer bytes = ByteBuffer.allocate(4 + 2 * text.length()).putInt(2 * text.length());
      text.chars().forEach(c -> bytes.putChar((char) c));
      digest.update(bytes.array());
    }
    for (float value : values) {
      digest.update(ByteBuffer.allocate(4).putFloat(value).array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  @Test
  void moreBytesThanAnIntCounts() throws IOException {
    FloatTensor large = repeated(BEYOND_INT_BYTES);
    CRC32 crc = new CRC32();
    long[] count = {0};
    large.encode(
        TensorType.F32,
        ByteOrder.LITTLE_ENDIAN,
        (bytes, length) -> {
          crc.update(bytes, 0, length);
          count[0] += length;
        });
    CRC32 expected = new CRC32();
    byte[] period = period(ByteOrder.LITTLE_ENDIAN);
    byte[] block = new byte[1 << 20];
    for (int at = 0; at < block.length; at += period.length) {
      System.arraycopy(period, 0, block, at, period.length);
    }
    for (int k = 0; k < 1 << 11; k++) { // 2^31 bytes
      expected.update(block);
    }
    expected.update(block, 0, 5 * Float.BYTES);
    assertThat(count[0]).isEqualTo(4L * BEYOND_INT_BYTES);
    assertThat(crc.getValue()).isEqualTo(expected.getValue());

    long[] written = {0};
    Safetensors.write(
        new OutputStream() {
          @Override
          public void write(int one) {
            written[0]++;
          }

          @Override
          public void write(byte[] bytes, int from, int length) {
            written[0] += length;
          }
        },
        ParameterValues.of(Map.of("large", large)),
        TensorType.F32);
    assertThat(written[0]).isBetween(4L * BEYOND_INT_BYTES, 4L * BEYOND_INT_BYTES + 200);
  }

  /** The index of the chunk after the last one would overflow an int. */
  @Test
  void largestArrayIsReadOnce() {
    FloatStorage zeros =
        new FloatStorage() {
          @Override
          public int size() {
            return TensorShape.MAX_VALUES;
          }

          @Override
          public float get(int at) {
            return 0;
          }

          @Override
          public void copy(int from, float[] to, int at, int count) {}
        };
    long[] count = {0};
    new FloatTensor(TensorShape.of(TensorShape.MAX_VALUES), zeros)
        .encode(TensorType.F32, ByteOrder.LITTLE_ENDIAN, (bytes, length) -> count[0] += length / 4);
    assertThat(count[0]).isEqualTo(TensorShape.MAX_VALUES);
  }
}
