package org.tributary.examples.bench;

import java.util.ArrayList;
import java.util.List;
import org.tributary.examples.bench.measurement.ChildJvm;
import org.tributary.examples.bench.measurement.ProcessMemory;
import org.tributary.examples.option.Numbers;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options of a measurement of native memory, in a JVM with a fixed heap. */
final class FixedHeapOptions {

  @Option(
      names = "--heap",
      defaultValue = "512",
      paramLabel = "MB",
      description = "Heap of the JVM that is measured. Default: ${DEFAULT-VALUE}.")
  private int heap;

  @Option(
      names = "--in-process",
      description = "Measure this JVM, whatever its heap is, instead of a new one. Default: off.")
  private boolean inProcess;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  void check() {
    new Numbers(command).requirePositive("--heap", heap);
    ProcessMemory.requireAvailable();
  }

  boolean inProcess() {
    return inProcess;
  }

  /** Runs this command again in a JVM with the heap, and returns its output. */
  List<String> runAgain() {
    List<String> arguments =
        new ArrayList<>(command.root().commandLine().getParseResult().originalArgs());
    arguments.add("--in-process");
    return ChildJvm.run(Main.class, ProcessMemory.fixedHeap((long) heap << 20), arguments).lines();
  }
}
