package org.tributary.tribuo.internal.storage;

import com.google.protobuf.Descriptors.Descriptor;

/**
 * Exceptions for protobuf fields that this release does not know. Protobuf skips such fields, but
 * predictions might depend on them.
 */
public final class UnknownFields {
  private UnknownFields() {}

  /** Returns the exception for an unknown field; it names the message and the field's number. */
  public static IllegalArgumentException unknown(int field, Descriptor message) {
    return new IllegalArgumentException(
        "stored tagger: expected fields that this release knows, got field %d of %s; was it written by a newer release?"
            .formatted(field, message.getName()));
  }
}
