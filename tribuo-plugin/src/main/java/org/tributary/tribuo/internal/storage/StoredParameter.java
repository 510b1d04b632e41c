package org.tributary.tribuo.internal.storage;

import com.google.protobuf.ByteString;
import java.util.List;
import org.tributary.internal.param.HalfPrecision;
import org.tributary.param.FloatTensor;
import org.tributary.tribuo.protos.ParameterProto;

/**
 * A stored parameter, its shape not yet checked.
 *
 * @param shape the stored dimensions
 * @param values the values in one dimension
 * @param width bytes of a stored value: 4, or 2 of half precision
 * @param remainder the bytes after the last whole value, none in a valid file
 * @param fileSha256 the SHA-256 of the file beside the model that has the values; empty if they are
 *     in the model
 */
public record StoredParameter(
    String name,
    List<Long> shape,
    FloatTensor values,
    int width,
    ByteString remainder,
    ByteString fileSha256) {
  /** Copies the shape. */
  public StoredParameter {
    shape = List.copyOf(shape);
  }

  /** Returns the number of bytes of the stored values. */
  long bytes() {
    return values.shape().size() * width + remainder.size();
  }

  /** Returns the number of the field that holds the values. */
  int field() {
    return width == HalfPrecision.BYTES
        ? ParameterProto.HALF_VALUES_FIELD_NUMBER
        : ParameterProto.VALUES_FIELD_NUMBER;
  }
}
