package org.tributary.train.tagger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tributary.testing.CaseSelection;
import org.tributary.testing.KillableProcess;

/**
 * Training processes are killed by SIGKILL and SIGTERM in turn, while they train or write a
 * checkpoint, and started again. Each run then ends with the bytes of an undisturbed run. The
 * number of kills is the system property {@code tributary.kills.training}.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no signals")
class KilledTrainingTest {
  private static final int KILLS =
      Integer.getInteger("tributary.kills.training", CaseSelection.count(6, 16));

  /** Processes at once: a starting JVM loads libraries with one thread. */
  private static final int LANES = 2;

  /** New steps before a kill: a run takes about ten kills. */
  private static final int MAX_STEPS = 5;

  private static final String CHECKPOINT = "run.checkpoint";
  private static final String MODEL = "run.safetensors";

  @TempDir private Path folder;

  /** The places of kills. */
  private static final class Hits {
    private final Set<Integer> steps = new HashSet<>();
    private int kills;
    private int drafts; // that a SIGKILL left: it hit a write
    private int training; // SIGKILLs outside of writes
    private int runs;

    private void add(Hits other) {
      steps.addAll(other.steps);
      kills += other.kills;
      drafts += other.drafts;
      training += other.training;
      runs += other.runs;
    }

    @Override
    public String toString() {
      return "%d kills at %d different steps of %d runs; %d SIGKILLs hit a write, %d a step"
          .formatted(kills, steps.size(), runs, drafts, training);
    }
  }

  @Test
  void runsOfKilledProcessesEndWithTheBytesOfAnUndisturbedRun() throws Exception {
    Path undisturbed = Files.createDirectory(folder.resolve("undisturbed"));
    List<Integer> steps = new ArrayList<>();
    TaggerFitter.Trained expected =
        LongRun.trainAndSave(
            undisturbed.resolve(CHECKPOINT),
            undisturbed.resolve(MODEL),
            Interruptions.after(Integer.MAX_VALUE, steps));
    byte[] bytes = Files.readAllBytes(undisturbed.resolve(MODEL));
    Hits all = new Hits();
    ExecutorService lanes = Executors.newFixedThreadPool(LANES);
    try {
      List<Future<Hits>> done = new ArrayList<>();
      for (int lane = 0; lane < LANES; lane++) {
        int number = lane;
        int kills = KILLS / LANES + (lane < KILLS % LANES ? 1 : 0);
        done.add(lanes.submit(() -> kill(number, kills, steps.size(), expected, bytes)));
      }
      for (Future<Hits> hits : done) {
        all.add(hits.get());
      }
    } finally {
      lanes.shutdownNow();
    }
    System.out.println("killed trainings: " + all);
    assertThat(all.kills).isEqualTo(KILLS);
    assertThat(all.steps.size()).as("%s", all).isGreaterThan(Math.min(KILLS, steps.size()) / 4);
    assertThat(all.drafts).as("%s", all).isGreaterThan(KILLS / 20);
  }

  /** Kills and resumes runs until {@code kills} signals have hit. */
  private Hits kill(
      int lane, int kills, int steps, TaggerFitter.Trained expected, byte[] expectedModel)
      throws Exception {
    Random random = new Random(lane);
    Hits hits = new Hits();
    while (hits.kills < kills) {
      Path run = Files.createDirectory(folder.resolve("lane%d-run%d".formatted(lane, hits.runs)));
      int last = 0;
      while (hits.kills < kills && last < steps - MAX_STEPS - 2) {
        last = killOnce(run, random, hits);
        hits.steps.add(last);
      }
      hits.runs++;
      List<Integer> rest = new ArrayList<>();
      Interruptions.assertSame(
          LongRun.trainAndSave(
              run.resolve(CHECKPOINT),
              run.resolve(MODEL),
              Interruptions.after(Integer.MAX_VALUE, rest)),
          expected);
      assertThat(rest.size()).as("steps after step %d", last).isBetween(1, steps - last + 1);
      assertThat(Files.readAllBytes(run.resolve(MODEL))).isEqualTo(expectedModel);
      assertThat(names(run)).as("files").containsExactlyInAnyOrder(CHECKPOINT, MODEL);
    }
    return hits;
  }

  /** Kills a process after some of its steps and returns the last step that it reported. */
  private static int killOnce(Path run, Random random, Hits hits) throws Exception {
    KillableProcess.Signal signal =
        hits.kills % 2 == 0 ? KillableProcess.Signal.KILL : KillableProcess.Signal.TERM;
    Set<String> before = names(run);
    int last = 0;
    try (KillableProcess child =
        KillableProcess.start(
            LongRun.class, run.resolve(CHECKPOINT).toString(), run.resolve(MODEL).toString())) {
      for (int left = 1 + random.nextInt(MAX_STEPS); left > 0; left--) {
        Optional<String> line = child.line();
        assertThat(line).as("a step of a process that nothing has killed").isPresent();
        last = Integer.parseInt(line.get());
      }
      if (hits.kills / 2 % 2 == 0) {
        awaitDraft(run, before);
      } else {
        TimeUnit.MICROSECONDS.sleep(random.nextInt(10_000));
      }
      for (String line : child.kill(signal)) {
        last = Integer.parseInt(line);
      }
    }
    Set<String> after = names(run);
    assertThat(after).as("a killed run has no model").doesNotContain(MODEL);
    hits.kills++;
    if (signal == KillableProcess.Signal.KILL) {
      after.removeAll(before);
      after.remove(CHECKPOINT);
      if (after.isEmpty()) {
        hits.training++;
      } else {
        hits.drafts++;
      }
    }
    return last;
  }

  /** Waits for the next write of a checkpoint, at most a second. */
  private static void awaitDraft(Path run, Set<String> before) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    Set<String> drafts;
    do {
      drafts = names(run);
      drafts.removeAll(before);
      drafts.remove(CHECKPOINT);
    } while (drafts.isEmpty() && System.nanoTime() < end);
  }

  private static Set<String> names(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      Set<String> names = new HashSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return names;
    }
  }
}
