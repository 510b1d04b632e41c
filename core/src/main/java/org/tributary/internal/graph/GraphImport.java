package org.tributary.internal.graph;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.internal.c_api.AbstractTF_Buffer;
import org.tensorflow.internal.c_api.AbstractTF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.AbstractTF_Status;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_ImportGraphDefOptions;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.global.tensorflow;
import org.tensorflow.proto.GraphDef;

/**
 * An importer of a graph definition into a graph, in one step, with its inputs connected to
 * existing operations by {@code TF_GraphImportGraphDef} with an input map. TensorFlow Java binds
 * the C functions, but {@link Graph#importGraphDef} has no input map and the graph's native handle
 * is private, so this class reads the handle by reflection.
 */
final class GraphImport {
  private static final Access ACCESS = access();

  private GraphImport() {}

  /** The field of the native handle, or the reason why it cannot be read. */
  private record Access(Optional<Field> handle, Optional<String> unsupported) {
    static Access to(Field handle) {
      return new Access(Optional.of(handle), Optional.empty());
    }

    static Access denied(Object why) {
      return new Access(Optional.empty(), Optional.of(why.toString()));
    }
  }

  private static Access access() {
    try {
      Field field = Graph.class.getDeclaredField("nativeHandle");
      field.setAccessible(true);
      return field.getType() == TF_Graph.class
          ? Access.to(field)
          : Access.denied("nativeHandle is a " + field.getType().getName());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return Access.denied(e);
    }
  }

  /**
   * Adds {@code definition} to {@code graph}.
   *
   * @param prefix name prefix of the added operations
   * @param inputs values for the inputs that the definition reads but does not contain, by name
   */
  static void into(Graph graph, GraphDef definition, String prefix, Map<String, Output<?>> inputs) {
    try (TF_ImportGraphDefOptions options =
            AbstractTF_ImportGraphDefOptions.newImportGraphDefOptions();
        TF_Buffer nodes = AbstractTF_Buffer.newBufferFromString(definition);
        TF_Status status = AbstractTF_Status.newStatus()) {
      tensorflow.TF_ImportGraphDefOptionsSetPrefix(options, prefix);
      inputs.forEach((input, value) -> map(options, input, value));
      tensorflow.TF_GraphImportGraphDef(handle(graph), nodes, options, status);
      status.throwExceptionIfNotOK();
    }
  }

  private static void map(TF_ImportGraphDefOptions options, String input, Output<?> value) {
    try (TF_Output source = new TF_Output()) {
      source.oper(((GraphOperation) value.op()).getUnsafeNativeHandle()).index(value.index());
      tensorflow.TF_ImportGraphDefOptionsAddInputMapping(options, input, 0, source);
    }
  }

  /**
   * Returns the native handle of {@code graph}.
   *
   * @throws IllegalStateException as {@link #field}
   */
  static TF_Graph handle(Graph graph) {
    try {
      return (TF_Graph) field().get(graph);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("the native handle of a graph is no longer readable", e);
    }
  }

  /**
   * Returns the field of the native handle.
   *
   * @throws IllegalStateException if it cannot be read: TensorFlow Java is a named module that is
   *     not opened to this one, or another version of it keeps the handle elsewhere
   */
  static Field field() {
    Module here = GraphImport.class.getModule();
    return ACCESS
        .handle()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "TensorFlow: expected to read the handle of its Graph, got %s; on the module path start Java with --add-opens tensorflow/org.tensorflow=%s, or use the version of TensorFlow Java that Tributary depends on"
                        .formatted(
                            ACCESS.unsupported().orElseThrow(),
                            here.isNamed() ? here.getName() : "ALL-UNNAMED")));
  }
}
