package org.tributary.tribuo;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.tributary.head.CrfHead;
import org.tributary.head.Head;
import org.tributary.layer.Directions;
import org.tributary.layer.Recurrent;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.tribuo.config.TaggerCell;
import org.tributary.tribuo.config.TaggerHead;
import org.tributary.tribuo.config.TaggerSkipConnection;

/** The {@linkplain TaggerSetting#isOfNetwork settings of a network} that its definition holds. */
final class NetworkSettings {
  private NetworkSettings() {}

  /**
   * Returns the values by setting, null for none. The value of a part of the caller's own, for
   * which a configuration has no choice, is the part itself.
   */
  static Map<String, Object> of(TaggerDefinition network) {
    Recurrent encoder = network.encoder();
    Head head = network.columns().get(0).head();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(
        "cell",
        chosen(
            TaggerCell.values(),
            encoder.cell(),
            cell -> cell.layer(1, 1).cell().getClass() == encoder.cell().getClass()));
    values.put("hiddenSize", encoder.hiddenSize());
    values.put("layers", encoder.layers());
    values.put(
        "connection",
        chosen(
            TaggerSkipConnection.values(),
            encoder.skipConnection(),
            choice -> choice.connection().equals(encoder.skipConnection())));
    values.put("bidirectional", encoder.directions() == Directions.BOTH);
    values.put(
        "head",
        chosen(
            TaggerHead.values(),
            head,
            choice ->
                head instanceof CrfHead
                    ? choice == TaggerHead.CRF
                    : choice == TaggerHead.SOFTMAX && head.equals(Head.softmax())));
    values.put("scheme", head.scheme().orElse(null));
    return values;
  }

  private static <E extends Enum<E>> Object chosen(E[] choices, Object part, Predicate<E> isPart) {
    return Arrays.stream(choices).filter(isPart).map(Object.class::cast).findFirst().orElse(part);
  }
}
