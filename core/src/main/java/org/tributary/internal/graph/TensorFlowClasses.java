package org.tributary.internal.graph;

/**
 * A check that TensorFlow's classes are on the class path, made before a class that refers to them
 * is loaded.
 */
public final class TensorFlowClasses {
  private TensorFlowClasses() {}

  /**
   * Finds the classes, without their native libraries.
   *
   * @throws IllegalStateException if one is missing
   */
  public static void require() {
    ClassLoader loader = TensorFlowClasses.class.getClassLoader();
    for (String name :
        new String[] {
          "org.tensorflow.Operand",
          "org.tensorflow.ndarray.Shape",
          "org.bytedeco.javacpp.Loader",
          "com.google.protobuf.Message"
        }) {
      try {
        Class.forName(name, false, loader);
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(
            "TensorFlow: expected its classes on the class path, found no %s; Maven and Gradle add them with org.tributary:tributary-core, a class path by hand needs all that it depends on, a module path --add-modules tensorflow"
                .formatted(name),
            e);
      }
    }
  }
}
