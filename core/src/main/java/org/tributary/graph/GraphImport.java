package org.tributary.graph;

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
 * Brings a ready-made piece into a graph in one go and joins it to what is there: {@code
 * TF_GraphImportGraphDef} with its input map. TensorFlow Java binds both, but its {@link
 * Graph#importGraphDef} has no input map and it keeps a graph's native handle to itself; that is
 * read by reflection.
 */
final class GraphImport {
  private static final Access ACCESS = access();

  private GraphImport() {}

  /** The field of a graph's handle, or why it cannot be read. */
  private record Access(Optional<Field> handle, Optional<String> obstacle) {
    static Access to(Field handle) {
      return new Access(Optional.of(handle), Optional.empty());
    }

    static Access refused(Object why) {
      return new Access(Optional.empty(), Optional.of(why.toString()));
    }
  }

  /**
   * Why graphs' handles cannot be read, empty if they can. They cannot where TensorFlow Java runs
   * as a named module that is not opened to this one, or where another version of it keeps them
   * elsewhere.
   */
  static Optional<String> obstacle() {
    return ACCESS.obstacle();
  }

  private static Access access() {
    try {
      Field field = Graph.class.getDeclaredField("nativeHandle");
      field.setAccessible(true);
      return field.getType() == TF_Graph.class
          ? Access.to(field)
          : Access.refused("nativeHandle is a " + field.getType().getName());
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return Access.refused(e);
    }
  }

  /**
   * Adds {@code piece} to {@code graph}.
   *
   * @param prefix before the names of the piece's operations
   * @param inputs what takes the place of operations that the piece reads but does not have, by
   *     their names
   */
  static void into(Graph graph, GraphDef piece, String prefix, Map<String, Output<?>> inputs) {
    try (TF_ImportGraphDefOptions options =
            AbstractTF_ImportGraphDefOptions.newImportGraphDefOptions();
        TF_Buffer nodes = AbstractTF_Buffer.newBufferFromString(piece);
        TF_Status status = AbstractTF_Status.newStatus()) {
      tensorflow.TF_ImportGraphDefOptionsSetPrefix(options, prefix);
      inputs.forEach((standIn, value) -> map(options, standIn, value));
      tensorflow.TF_GraphImportGraphDef(handle(graph), nodes, options, status);
      status.throwExceptionIfNotOK();
    }
  }

  private static void map(TF_ImportGraphDefOptions options, String standIn, Output<?> value) {
    try (TF_Output source = new TF_Output()) {
      source.oper(((GraphOperation) value.op()).getUnsafeNativeHandle()).index(value.index());
      tensorflow.TF_ImportGraphDefOptionsAddInputMapping(options, standIn, 0, source);
    }
  }

  private static TF_Graph handle(Graph graph) {
    try {
      return (TF_Graph) ACCESS.handle().orElseThrow().get(graph);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException("a graph's handle was readable and is no longer", e);
    }
  }
}
