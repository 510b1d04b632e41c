package org.tributary.tribuo.internal.storage;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tributary.param.FloatTensor;

/**
 * A stored parameter, its shape not yet checked.
 *
 * @param shape the stored dimensions
 * @param values the values in one dimension
 * @param remainder the bytes after the last whole value, none in a valid file
 */
public record StoredParameter(
    String name, List<Long> shape, FloatTensor values, ByteString remainder) {
  /** Copies the shape. */
  public StoredParameter {
    shape = List.copyOf(shape);
  }

  /** Returns the number of bytes of the stored values. */
  long bytes() {
    return values.shape().size() * Float.BYTES + remainder.size();
  }
}
