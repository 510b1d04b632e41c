package org.tributary.onnx;

import java.nio.ByteBuffer;
import java.nio.ShortBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;
import org.tributary.feature.InputColumn;
import org.tributary.internal.HalfPrecision;

/**
 * A column of token vectors: at each step the pooled hidden states of a word, [K, E] numbers of 16
 * bits, in memory or in a mapped file.
 */
public final class TokenVectorColumn implements InputColumn {
  private final ShortBuffer halves; // [steps, width], IEEE 754 binary16
  private final int width;

  /**
   * Creates a column.
   *
   * @param halves [steps, width], not changed afterwards
   * @param width K·E
   */
  TokenVectorColumn(ShortBuffer halves, int width) {
    this.halves = halves;
    this.width = width;
  }

  /** Returns K·E, the size of the states of a step. */
  int width() {
    return width;
  }

  @Override
  public int steps() {
    return halves.capacity() / width;
  }

  @Override
  public TokenVectorColumn then(List<InputColumn> others) {
    List<TokenVectorColumn> all = new ArrayList<>(List.of(this));
    all.addAll(InputColumn.requireType(TokenVectorColumn.class, others));
    ShortBuffer joined =
        ShortBuffer.allocate(
            all.stream().mapToInt(c -> c.halves.capacity()).reduce(0, Math::addExact));
    for (TokenVectorColumn each : all) {
      if (each.width != width) {
        throw new IllegalArgumentException(
            "token vectors: expected columns of %d numbers a step, got one of %d; are they of another encoder?"
                .formatted(width, each.width));
      }
      joined.put(each.halves.duplicate());
    }
    return new TokenVectorColumn(joined.rewind(), width);
  }

  /** Writes the states of a step to {@code to} from {@code at} on, [K, E]. */
  void copy(int step, float[] to, int at) {
    short[] states = new short[width]; // a buffer's numbers one by one take three times as long
    halves.get(step * width, states);
    HalfPrecision.decode(states, to, at);
  }

  /** Writes {@code count} numbers of a step, from one on, from the position of {@code to} on. */
  void copy(int step, int from, int count, ShortBuffer to) {
    to.put(to.position(), halves, step * width + from, count);
  }

  @Override
  public void forEachNumberAt(int step, IntConsumer number) {
    for (int k = 0; k < width; k++) {
      number.accept(halves.get(step * width + k));
    }
  }

  /** Passes the size and a checksum, since the numbers of a corpus are too many to pass each. */
  @Override
  public void forEachNumber(IntConsumer number) {
    CRC32C crc = new CRC32C();
    ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(halves.capacity(), Short.BYTES));
    bytes.asShortBuffer().put(halves.duplicate());
    crc.update(bytes);
    number.accept(halves.capacity());
    number.accept((int) crc.getValue());
  }
}
