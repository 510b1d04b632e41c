package org.tributary.testing;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tributary.graph.CellState;
import org.tributary.graph.Forward;
import org.tributary.graph.RecurrentForward;
import org.tributary.graph.tagger.HeadLoss;

/**
 * A call of a public constructor or method with valid arguments, and the same call with each
 * argument wrong in turn: {@link #problems} lists those that are not refused by a message that
 * names the argument.
 */
public final class ArgumentCall {
  private final Executable called;
  private Function<CallContext, Object> receiver = context -> null;
  private List<Argument> arguments = List.of();
  private final List<Class<? extends Throwable>> refusals =
      new ArrayList<>(List.of(IllegalArgumentException.class));
  private String note = "";
  private boolean addsOperations;
  private boolean runs = true;
  private Within surrounding = (context, call) -> call.accept(receiver.apply(context));

  private ArgumentCall(Executable called) {
    this.called = called;
  }

  /**
   * Returns a call.
   *
   * @param signature the method with the simple names of its parameters' types, as in {@code
   *     "of(TensorShape, float[])"}; {@code "new(...)"} for a constructor
   */
  public static ArgumentCall of(Class<?> type, String signature) {
    List<Executable> found =
        Stream.<Executable>concat(
                Arrays.stream(type.getDeclaredConstructors()),
                Arrays.stream(type.getDeclaredMethods()))
            .filter(each -> !each.isSynthetic() && signature(each).equals(signature))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "%s: expected one method %s, got %s"
              .formatted(
                  type.getName(),
                  signature,
                  Arrays.stream(type.getDeclaredMethods()).map(ArgumentCall::signature).toList()));
    }
    return new ArgumentCall(found.get(0));
  }

  static String signature(Executable executable) {
    return (executable instanceof Constructor ? "new" : executable.getName())
        + Arrays.stream(executable.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }

  /** Sets the object whose method is called. */
  public ArgumentCall on(Object object) {
    receiver = context -> object;
    return this;
  }

  /** Sets the object whose method is called, which each call creates. */
  public ArgumentCall onNew(Supplier<?> object) {
    receiver = context -> object.get();
    return this;
  }

  /** Sets the object whose method is called, a part of the call's graph. */
  public ArgumentCall inGraph(Function<CallContext, Object> object) {
    receiver = object;
    return this;
  }

  /** A way to reach the object whose method is called, such as a callback. */
  @FunctionalInterface
  public interface Within {
    /** Passes the object to {@code call}. */
    void use(CallContext context, Consumer<Object> call);
  }

  /** Calls the method of an object that exists within another call. */
  public ArgumentCall within(Within within) {
    surrounding = within;
    return this;
  }

  /** Sets the arguments, in order. */
  public ArgumentCall with(Argument... all) {
    if (all.length != called.getParameterCount()) {
      throw new IllegalArgumentException(
          "%s: expected %d arguments, got %d"
              .formatted(this, called.getParameterCount(), all.length));
    }
    arguments = List.of(all);
    return this;
  }

  /** Adds a class of documented exceptions. */
  public ArgumentCall throwing(Class<? extends Throwable> documented) {
    refusals.add(documented);
    return this;
  }

  /** Adds a note by which several calls of one method differ. */
  public ArgumentCall about(String difference) {
    note = " " + difference;
    return this;
  }

  /** Leaves out runs with sizes that are known in runs only, which the method's callers check. */
  public ArgumentCall withoutRuns() {
    runs = false;
    return this;
  }

  Executable called() {
    return called;
  }

  /** Returns the calls that are refused although valid, or not refused as they should be. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    call(-1, context -> null).ifThrown(error -> problems.add("valid: refused by " + error));
    for (int k = 0; k < arguments.size(); k++) {
      Parameter parameter = called.getParameters()[k];
      for (Argument.Variant variant : arguments.get(k).variants()) {
        List<String> names =
            variant.names().isEmpty() ? List.of(parameter.getName()) : variant.names();
        Outcome outcome = call(k, variant.value());
        String what = "%s %s: ".formatted(parameter.getName(), variant.difference());
        if (variant.isNull()) {
          outcome.silentNull().forEach(p -> problems.add(what + p));
        } else if (variant.allowed()) {
          outcome.ifThrown(error -> problems.add(what + "allowed, but refused by " + error));
        } else {
          outcome.problem(names, refusals).forEach(p -> problems.add(what + p));
        }
      }
      if (!parameter.getType().isPrimitive()
          && parameter.getType() != Ops.class
          && !arguments.get(k).isUnused()) {
        List<String> names = new ArrayList<>(List.of(parameter.getName()));
        arguments.get(k).variants().forEach(variant -> names.addAll(variant.names()));
        call(k, context -> null)
            .nullProblem(names)
            .forEach(p -> problems.add("%s null: %s".formatted(parameter.getName(), p)));
      }
    }
    problems.addAll(problemsOfRuns());
    return problems;
  }

  /**
   * Returns the runs that are not refused although an operand, whose sizes are known in runs only,
   * has another one: TensorFlow broadcasts a size of 1. Values that differ only in such sizes are
   * fed to the graph of the valid call: TensorFlow optimizes a graph at its first run, which takes
   * most of the time.
   */
  private List<String> problemsOfRuns() {
    List<String> problems = new ArrayList<>();
    if (!addsOperations || !runs) {
      return problems;
    }
    try (CallContext context = new CallContext(true)) {
      List<Operand<?>> operands = new ArrayList<>();
      outcome(
              () -> {
                operands.addAll(operands(context, -1, c -> null));
                context.run(operands);
              })
          .ifThrown(error -> problems.add("valid run: refused by " + error));
      for (int k = 0; k < arguments.size(); k++) {
        Parameter parameter = called.getParameters()[k];
        for (Argument.Variant variant : arguments.get(k).variants()) {
          if (variant.difference().contains("dimension")
              && !variant.allowed()
              && variant.isRead()) {
            List<String> names =
                variant.names().isEmpty() ? List.of(parameter.getName()) : variant.names();
            int changed = k;
            context
                .feedsOfSameGraph(k, variant.value())
                .map(feeds -> outcome(() -> context.runAgain(operands, changed, feeds)))
                .orElseGet(() -> run(changed, variant.value()))
                .problemOfRun(names)
                .forEach(
                    p ->
                        problems.add(
                            "run with %s %s: %s"
                                .formatted(parameter.getName(), variant.difference(), p)));
          }
        }
      }
    }
    return problems;
  }

  /**
   * The outcome of a call.
   *
   * @param thrown null if the call returned
   */
  private record Outcome(Throwable thrown) {
    void ifThrown(Consumer<Throwable> action) {
      if (thrown != null) {
        action.accept(thrown);
      }
    }

    List<String> problem(List<String> names, List<Class<? extends Throwable>> refusals) {
      if (thrown == null) {
        return List.of("not refused");
      }
      String text = String.valueOf(thrown.getMessage());
      if (refusals.stream().noneMatch(refusal -> refusal.isInstance(thrown))) {
        return List.of("refused by " + thrown);
      }
      if (thrown instanceof IndexOutOfBoundsException
          && text.matches("Index -?\\d+ out of bounds for length \\d+")) {
        return List.of(); // documented: the JDK's words say the index and the length
      }
      if (!(text.contains("expected") && text.contains("got"))
          && !text.contains("no such name; there are")
          && !text.matches(".*expected .*, but .*")) {
        return List.of("message without expected and got: " + text);
      }
      if (names.stream().noneMatch(name -> names(text, name))) {
        return List.of("message without %s: %s".formatted(names, text));
      }
      return List.of();
    }

    List<String> problemOfRun(List<String> names) {
      if (thrown == null) {
        return List.of("not refused");
      }
      String text = String.valueOf(thrown.getMessage());
      return thrown instanceof IllegalArgumentException
              && names.stream().anyMatch(name -> names(text, name))
          ? List.of()
          : List.of("message without %s: %s".formatted(names, thrown));
    }

    /** Returns the problem of a null within a list, which a message of the JDK may name. */
    List<String> silentNull() {
      boolean refusal =
          thrown instanceof NullPointerException || thrown instanceof IllegalArgumentException;
      return refusal && thrown.getMessage() != null
          ? List.of()
          : List.of(thrown == null ? "not refused" : "refused by " + thrown);
    }

    List<String> nullProblem(List<String> names) {
      if (thrown == null) {
        return List.of("not refused");
      }
      String text = String.valueOf(thrown.getMessage());
      boolean refusal =
          thrown instanceof NullPointerException || thrown instanceof IllegalArgumentException;
      boolean named =
          names.stream().anyMatch(name -> names(text, name))
              || text.matches("(?s)[^:]+: expected .*got null.*")
              || text.matches("(?s)parameter null.*: no such name; there are .*");
      return refusal && named ? List.of() : List.of("refused by " + thrown);
    }

    /** Returns whether a text has the name of a parameter, also as words: batch sizes. */
    private static boolean names(String text, String name) {
      String words = name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
      return Stream.of(name, words)
          .anyMatch(
              each ->
                  Pattern.compile("(?<![A-Za-z])" + Pattern.quote(each) + "(?![A-Za-z])")
                      .matcher(text)
                      .find());
    }
  }

  private Outcome call(int changed, Function<CallContext, Object> other) {
    try (CallContext context = new CallContext(false)) {
      return outcome(() -> addsOperations |= !operands(context, changed, other).isEmpty());
    }
  }

  /** Returns the outcome of a run of a graph of its own, where operands are fed. */
  private Outcome run(int changed, Function<CallContext, Object> other) {
    try (CallContext context = new CallContext(true)) {
      return outcome(() -> context.run(operands(context, changed, other)));
    }
  }

  /** Calls the method and returns the operands of its result. */
  private List<Operand<?>> operands(
      CallContext context, int changed, Function<CallContext, Object> other) throws Exception {
    List<Object> values = new ArrayList<>();
    for (int k = 0; k < arguments.size(); k++) { // an argument's own factory may refuse it
      values.add(context.argument(k, k == changed ? other : arguments.get(k).valid()));
    }
    List<Object> results = new ArrayList<>();
    surrounding.use(context, object -> results.add(invoke(object, values.toArray())));
    Object result = results.get(0);
    if (result instanceof AutoCloseable closeable) {
      closeable.close();
    }
    List<Operand<?>> operands = new ArrayList<>();
    collect(result, operands);
    return operands;
  }

  /** An action of a test. */
  private interface Action {
    void run() throws Exception;
  }

  private static Outcome outcome(Action action) {
    try {
      action.run();
      return new Outcome(null);
    } catch (Refused e) {
      return new Outcome(e.getCause());
    } catch (Exception e) {
      return new Outcome(e);
    }
  }

  /**
   * Adds the operands of a result, which may be a record or a forward pass, to {@code operands}.
   */
  private static void collect(Object result, List<Operand<?>> operands) {
    if (result instanceof Operand<?> operand) {
      operands.add(operand);
    } else if (result instanceof Optional<?> optional) {
      optional.ifPresent(part -> collect(part, operands));
    } else if (result instanceof Map<?, ?> map) {
      collect(map.values(), operands);
    } else if (result instanceof Iterable<?> parts) {
      parts.forEach(part -> collect(part, operands));
    } else if (result instanceof CellState<?> state) {
      collect(state.parts(), operands);
    } else if (result instanceof RecurrentForward forward) {
      collect(forward.output(), operands);
    } else if (result instanceof Forward<?> forward) {
      collect(forward.output(), operands);
    } else if (result instanceof HeadLoss loss) {
      collect(loss.value(), operands);
      collect(loss.gradients().input(), operands);
      collect(loss.gradients().parameters(), operands);
    }
  }

  /** The exception of the called method. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    Refused(Throwable cause) {
      super(cause);
    }
  }

  private Object invoke(Object object, Object[] values) {
    called.setAccessible(true); // public methods of types that are not
    try {
      return called instanceof Constructor<?> constructor
          ? constructor.newInstance(values)
          : ((Method) called).invoke(object, values);
    } catch (InvocationTargetException e) {
      throw new Refused(e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(this + " cannot be called", e);
    }
  }

  @Override
  public String toString() {
    String type = called.getDeclaringClass().getName().replace("org.tributary.", "");
    return type + "." + signature(called) + note;
  }
}
