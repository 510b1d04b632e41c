package org.tributary.tribuo;

/** Messages that refuse Java serialization; models are stored in Tribuo's protobuf format. */
final class JavaSerialization {
  static final String NOT_WRITTEN =
      LstmTaggerModel.class.getName()
          + ": java.io serialization is not supported; use save or serializeToFile, which write Tribuo's protobuf format";
  static final String NOT_READ =
      LstmTaggerModel.class.getName()
          + ": java.io serialization is not supported; use load, which reads Tribuo's protobuf format";

  private JavaSerialization() {}
}
