package org.tributary.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Makes a {@link ModelGenerator generated case} smaller for as long as it stays wrong. */
final class ModelShrinker {
  private final Predicate<ObjectNode> isWrong;

  ModelShrinker(Predicate<ObjectNode> isWrong) {
    this.isWrong = isWrong;
  }

  ObjectNode shrink(ObjectNode drawn) {
    ObjectNode smallest = drawn;
    boolean isSmaller = true;
    while (isSmaller) {
      isSmaller = false;
      for (Consumer<ObjectNode> change : changes(smallest)) {
        ObjectNode candidate = smallest.deepCopy();
        try {
          change.accept(candidate);
          CaseSteps.removeUnread(candidate);
          if (!candidate.equals(smallest) && isWrong.test(candidate)) {
            smallest = candidate;
            isSmaller = true;
            break;
          }
        } catch (AssertionError | RuntimeException e) {
          continue; // no case, such as one whose shapes do not agree
        }
      }
    }
    return smallest;
  }

  private static List<Consumer<ObjectNode>> changes(ObjectNode drawn) {
    List<Consumer<ObjectNode>> changes = new ArrayList<>();
    ArrayNode steps = (ArrayNode) drawn.get("steps");
    for (int k = steps.size() - 1; k >= 0; k--) {
      int at = k;
      JsonNode step = steps.get(k);
      if (CaseSteps.isResult(step)) {
        changes.add(c -> ((ArrayNode) c.get("steps")).remove(at));
      }
      if (step.path("out").path(0).intValue() == drawn.get("loss").intValue()) {
        changes.add(c -> c.put("loss", step.get("x").intValue()));
        step.path("with").forEach(other -> changes.add(c -> c.put("loss", other.intValue())));
      }
    }
    for (int k = 0; k < drawn.get("rows").intValue() && drawn.get("rows").intValue() > 1; k++) {
      int row = k;
      changes.add(c -> removeRow(c, row));
    }
    bypass(steps, changes);
    return changes;
  }

  private static void bypass(JsonNode steps, List<Consumer<ObjectNode>> changes) {
    for (int k = steps.size() - 1; k >= 0; k--) {
      JsonNode step = steps.get(k);
      for (JsonNode out : step.path("out")) {
        List<JsonNode> operands = new ArrayList<>();
        if (step.has("x")) {
          operands.add(step.get("x"));
        }
        step.path("with").forEach(operands::add);
        for (JsonNode operand : operands) {
          changes.add(c -> CaseSteps.replace(c, out.intValue(), operand.intValue()));
        }
      }
      if (step.has("body")) {
        bypass(step.get("body").get("steps"), changes);
      }
    }
  }

  private static void removeRow(ObjectNode drawn, int row) {
    drawn.put("rows", drawn.get("rows").intValue() - 1);
    drawn.get("examples").forEach(all -> ((ArrayNode) all).remove(row));
    int alone = drawn.get("alone").intValue();
    drawn.put("alone", alone > row ? alone - 1 : Math.min(alone, drawn.get("rows").intValue() - 1));
  }
}
