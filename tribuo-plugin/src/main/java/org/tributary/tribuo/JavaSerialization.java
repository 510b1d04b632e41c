package org.tributary.tribuo;

/** The refusal of Java's serialization, instead of which models have Tribuo's protobuf format. */
final class JavaSerialization {
  static final String NOT_WRITTEN =
      LstmTaggerModel.class.getName()
          + ": java.io serialization is not supported; use save or serializeToFile, which write Tribuo's protobuf format";
  static final String NOT_READ =
      LstmTaggerModel.class.getName()
          + ": java.io serialization is not supported; use load, which reads Tribuo's protobuf format";

  private JavaSerialization() {}
}
