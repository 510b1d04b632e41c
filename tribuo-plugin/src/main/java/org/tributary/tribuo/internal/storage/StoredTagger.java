package org.tributary.tribuo.internal.storage;

import java.util.List;
import org.tributary.internal.check.HeapBudget;
import org.tributary.tribuo.protos.LstmTaggerProto;

/**
 * A stored tagger as read, its checksum verified.
 *
 * @param message the message without its parameters
 * @param budget the heap that is left for what the message describes
 */
public record StoredTagger(
    LstmTaggerProto message, List<StoredParameter> parameters, HeapBudget budget) {
  /** Maximum heap of a model's parts, in sizes of its file; its bytes and weights come to it. */
  private static final int MAX_HEAP_FACTOR = 8;

  /** Copies the list. */
  public StoredTagger {
    parameters = List.copyOf(parameters);
  }

  /** Returns the heap that the parts of a model of {@code bytes} may take. */
  public static HeapBudget budget(long bytes) {
    return HeapBudget.ofFile(bytes, MAX_HEAP_FACTOR);
  }
}
