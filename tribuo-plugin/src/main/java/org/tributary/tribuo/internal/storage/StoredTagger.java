package org.tributary.tribuo.internal.storage;

import java.util.List;
import org.tributary.internal.param.HeapBudget;
import org.tributary.tribuo.protos.LstmTaggerProto;

/**
 * A stored tagger as read, its checksum verified.
 *
 * @param message the message without its parameters
 * @param budget the heap that is left for what the message describes
 */
public record StoredTagger(
    LstmTaggerProto message, List<StoredParameter> parameters, HeapBudget budget) {
  /** Copies the list. */
  public StoredTagger {
    parameters = List.copyOf(parameters);
  }
}
