package org.tributary.examples.report;

import java.util.Map;
import org.tributary.examples.analysis.Breakdown;
import org.tributary.examples.page.Cell;
import org.tributary.examples.page.Table;
import org.tributary.examples.text.NumberFormats;
import org.tributary.tribuo.evaluation.Tally;

/** The tables of breakdowns. */
final class Breakdowns {
  private Breakdowns() {}

  static Table table(String group, String total, String score, Breakdown breakdown) {
    Table.Builder table =
        Table.of(Table.Kind.FIGURES).text(group).number(total).number("Correct").number(score);
    for (Map.Entry<String, Tally> entry : breakdown.groups().entrySet()) {
      Tally tally = entry.getValue();
      table.row(
          Cell.of(entry.getKey()),
          Cell.of(NumberFormats.count(tally.total())),
          Cell.of(NumberFormats.count(tally.correct())),
          Cell.of(NumberFormats.percent(tally.accuracy())).bar(tally.accuracy().orElse(0)));
    }
    return table.build();
  }
}
