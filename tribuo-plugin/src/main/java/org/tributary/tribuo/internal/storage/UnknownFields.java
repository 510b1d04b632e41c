package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Collection;
import java.util.Iterator;

/**
 * A check for fields that this release does not know. Protobuf skips them, but predictions might
 * depend on them.
 */
public final class UnknownFields {
  private UnknownFields() {}

  /**
   * Checks a message and the messages in it.
   *
   * @throws IllegalArgumentException if a message has an unknown field; the error names the message
   *     and the field's number
   */
  public static void require(Message message) {
    Iterator<Integer> unknown = message.getUnknownFields().asMap().keySet().iterator();
    if (unknown.hasNext()) {
      throw new IllegalArgumentException(
          "stored tagger: expected fields that this release knows, got field %d of %s; was it written by a newer release?"
              .formatted(unknown.next(), message.getDescriptorForType().getName()));
    }
    message.getAllFields().forEach(UnknownFields::requireWithin);
  }

  private static void requireWithin(FieldDescriptor field, Object value) {
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE && !field.isMapField()) {
      if (field.isRepeated()) {
        ((Collection<?>) value).forEach(each -> require((Message) each));
      } else {
        require((Message) value);
      }
    }
  }
}
