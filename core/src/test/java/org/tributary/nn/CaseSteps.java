package org.tributary.nn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** The dependencies between the steps of a {@link ModelGenerator generated case}. */
final class CaseSteps {
  private static final List<String> OPERANDS =
      List.of("x", "target", "weights", "labels", "sum", "count");
  private static final Set<String> RESULTS =
      Set.of("output", "accuracy", "perplexity", "rmse", "metric");

  private CaseSteps() {}

  /** Returns whether a step is an output or a metric, which nothing reads. */
  static boolean isResult(JsonNode step) {
    return RESULTS.contains(step.get("op").asText());
  }

  /** Adds the numbers of the values and the names of the parts that a step reads. */
  private static void reads(JsonNode step, Set<Object> read) {
    if (step.get("op").asText().equals("part")) {
      return;
    }
    for (String key : OPERANDS) {
      if (step.has(key)) {
        read.add(step.get(key).intValue());
      }
    }
    step.path("with").forEach(k -> read.add(k.intValue()));
    step.path("initial").forEach(k -> read.add(k.intValue()));
    for (String key : List.of("part", "crf")) {
      if (step.path(key).isTextual()) {
        read.add(step.get(key).asText());
      }
    }
    if (step.has("body")) {
      step.get("body").get("results").forEach(k -> read.add(k.intValue()));
      readsOnTheWay(step.get("body").get("steps"), read);
    }
  }

  /** Adds the operands of the steps whose results are in {@code read}, transitively. */
  private static void readsOnTheWay(JsonNode steps, Set<Object> read) {
    for (int k = steps.size() - 1; k >= 0; k--) {
      if (isRead(steps.get(k), read)) {
        reads(steps.get(k), read);
      }
    }
  }

  private static boolean isRead(JsonNode step, Set<Object> read) {
    boolean found =
        step.path("op").asText().equals("part") && read.contains(step.get("name").asText());
    for (JsonNode out : step.path("out")) {
      found |= read.contains(out.intValue());
    }
    return found;
  }

  /** Returns the numbers of the values that are read on the way to given ones, and these. */
  static Set<Integer> live(ArrayNode steps, Set<Integer> roots) {
    Set<Object> read = new HashSet<>(roots);
    readsOnTheWay(steps, read);
    Set<Integer> all = new HashSet<>();
    for (Object each : read) {
      if (each instanceof Integer number) {
        all.add(number);
      }
    }
    return all;
  }

  /** Removes the steps that neither the loss nor a result depends on, and their examples. */
  static void removeUnread(ObjectNode drawn) {
    Set<Object> read = new HashSet<>(Set.of(drawn.get("loss").intValue()));
    ArrayNode steps = (ArrayNode) drawn.get("steps");
    removeUnread(steps, read);
    Set<String> inputs = new HashSet<>();
    steps.forEach(step -> inputs.add(step.path("name").asText()));
    List<String> all = new ArrayList<>();
    drawn.get("examples").fieldNames().forEachRemaining(all::add);
    all.removeAll(inputs);
    ((ObjectNode) drawn.get("examples")).remove(all);
  }

  private static void removeUnread(ArrayNode steps, Set<Object> read) {
    for (int k = steps.size() - 1; k >= 0; k--) {
      JsonNode step = steps.get(k);
      if (!isRead(step, read) && !isResult(step)) {
        steps.remove(k);
        continue;
      }
      if (step.has("body")) {
        Set<Object> inside = new HashSet<>();
        step.get("body").get("results").forEach(n -> inside.add(n.intValue()));
        removeUnread((ArrayNode) step.get("body").get("steps"), inside);
      }
      reads(step, read);
    }
  }

  /** Lets everything that reads one value read another. */
  static void replace(ObjectNode drawn, int from, int to) {
    if (drawn.get("loss").intValue() == from) {
      drawn.put("loss", to);
    }
    replace((ArrayNode) drawn.get("steps"), from, to);
  }

  private static void replace(ArrayNode steps, int from, int to) {
    for (JsonNode each : steps) {
      ObjectNode step = (ObjectNode) each;
      for (String key : OPERANDS) {
        if (step.path(key).isInt() && step.get(key).intValue() == from) {
          step.put(key, to);
        }
      }
      replaceIn(step.path("with"), from, to);
      replaceIn(step.path("initial"), from, to);
      if (step.has("body")) {
        replaceIn(step.get("body").get("results"), from, to);
        replace((ArrayNode) step.get("body").get("steps"), from, to);
      }
    }
  }

  private static void replaceIn(JsonNode numbers, int from, int to) {
    for (int k = 0; k < numbers.size(); k++) {
      if (numbers.get(k).intValue() == from) {
        ((ArrayNode) numbers).set(k, to);
      }
    }
  }

  /** Returns the number of an example that has a label for each loss, if there is one. */
  static int someoneWithTargets(JsonNode drawn, Random random) {
    int rows = drawn.get("rows").intValue();
    List<Integer> fitting =
        IntStream.range(0, rows).filter(row -> hasTargets(drawn, row)).boxed().toList();
    return fitting.isEmpty() ? random.nextInt(rows) : fitting.get(random.nextInt(fitting.size()));
  }

  private static boolean hasTargets(JsonNode drawn, int row) {
    for (Iterator<JsonNode> inputs = drawn.get("examples").elements(); inputs.hasNext(); ) {
      JsonNode own = inputs.next().get(row);
      if (!own.isArray() && own.isInt() && own.intValue() < 0) {
        return false;
      }
      if (own.isArray() && own.size() > 0 && own.get(0).isInt()) {
        boolean any = false;
        for (JsonNode label : own) {
          any |= label.intValue() >= 0;
        }
        if (!any) {
          return false;
        }
      }
    }
    return true;
  }
}
