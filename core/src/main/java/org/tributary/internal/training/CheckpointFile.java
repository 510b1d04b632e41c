package org.tributary.internal.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.tributary.internal.Excerpt;
import org.tributary.internal.HeapBudget;
import org.tributary.internal.Settings;
import org.tributary.internal.tagger.TensorChecksum;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.param.Safetensors;
import org.tributary.param.SafetensorsFile;
import org.tributary.train.EpochReport;
import org.tributary.train.TrainingException;

/**
 * A checkpoint file, in safetensors format: the values of each part under the part's name and a
 * dot, and everything else as metadata.
 *
 * <pre>
 *   tributary.checkpoint=2        tributary.crc32=4c1f90d2
 *   fingerprint=["…","…"]         parts=["parameters","optimizer"]
 *   progress.epoch=2              progress.number=24       …
 *   report.1.epoch=1              report.1.mean_loss=2.5   …
 * </pre>
 *
 * Metadata are texts, so that a double keeps its bits. The parameters of the best epoch are the
 * part {@code best}.
 */
public final class CheckpointFile {
  private static final String MARKER = "tributary.checkpoint";
  private static final int VERSION = 2;
  private static final String CHECKSUM = "tributary.crc32";
  private static final String FORMAT = "format"; // a text that Safetensors adds
  private static final String FINGERPRINT = "fingerprint";
  private static final String PARTS = "parts";
  private static final String PROGRESS = "progress.";
  private static final String REPORT = "report.";
  private static final String BEST = "best";
  private static final String EMPTY_STEPS = "empty_steps";

  /** The first bytes of the files of version 1, which had a format of their own. */
  private static final byte[] VERSION_1 = "TRIBCKPT".getBytes(StandardCharsets.US_ASCII);

  private final Path path;

  /** Creates a reference to the checkpoint file at {@code path}, which need not exist. */
  public CheckpointFile(Path path) {
    this.path = path;
  }

  /** Returns whether the file exists. */
  boolean exists() {
    return Files.exists(path);
  }

  /**
   * Writes {@code checkpoint} atomically: a reader sees the old or the new checkpoint whole, even
   * after a crash or with concurrent writers. The values are streamed.
   *
   * @throws UncheckedIOException if writing fails
   */
  public void write(Checkpoint checkpoint) {
    Map<String, FloatTensor> tensors = new LinkedHashMap<>();
    checkpoint.parts().forEach((part, values) -> add(tensors, part, values));
    checkpoint.progress().best().ifPresent(best -> add(tensors, BEST, best));
    ParameterValues values = ParameterValues.of(tensors);
    Map<String, String> texts = texts(checkpoint);
    texts.put(CHECKSUM, TensorChecksum.of(texts, values));
    try {
      Safetensors.write(path, values, texts);
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint " + e.getMessage(), e);
    }
  }

  private static void add(Map<String, FloatTensor> all, String part, ParameterValues values) {
    values.names().forEach(name -> all.put(part + "." + name, values.tensor(name)));
  }

  private static Map<String, String> texts(Checkpoint checkpoint) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(MARKER, Integer.toString(VERSION));
    texts.put(FINGERPRINT, Settings.text(checkpoint.fingerprint()));
    texts.put(PARTS, Settings.text(List.copyOf(checkpoint.parts().keySet())));
    TrainingProgress progress = checkpoint.progress();
    texts.put(PROGRESS + "epoch", Integer.toString(progress.epoch()));
    texts.put(PROGRESS + "step", Integer.toString(progress.step()));
    texts.put(PROGRESS + "number", Long.toString(progress.globalStep()));
    texts.put(PROGRESS + "loss_sum", Double.toString(progress.lossSum()));
    if (progress.emptySteps() > 0) {
      texts.put(PROGRESS + EMPTY_STEPS, Integer.toString(progress.emptySteps()));
    }
    texts.put(PROGRESS + "tokens", Long.toString(progress.tokens()));
    texts.put(PROGRESS + "seconds", Double.toString(progress.seconds()));
    texts.put(PROGRESS + BEST, Boolean.toString(progress.best().isPresent()));
    for (int k = 0; k < progress.reports().size(); k++) {
      EpochReport report = progress.reports().get(k);
      Map<String, String> written = new LinkedHashMap<>();
      written.put("epoch", Integer.toString(report.epoch()));
      written.put("mean_loss", Double.toString(report.meanLoss()));
      report.devScore().ifPresent(score -> written.put("dev_score", Double.toString(score)));
      written.put("best", Boolean.toString(report.best()));
      written.put("tokens", Long.toString(report.tokens()));
      written.put("seconds", Double.toString(report.seconds()));
      if (!report.metrics().isEmpty()) {
        written.put("metrics", Settings.text(List.copyOf(report.metrics().keySet())));
        report
            .metrics()
            .forEach((name, value) -> written.put("metric." + name, Double.toString(value)));
      }
      String prefix = REPORT + (k + 1) + ".";
      written.forEach((name, text) -> texts.put(prefix + name, text));
    }
    return texts;
  }

  /**
   * Reads the checkpoint.
   *
   * @throws TrainingException if the file is not a checkpoint, has another version, or is truncated
   *     or altered
   * @throws UncheckedIOException if reading fails
   */
  public Checkpoint read() {
    try (FileChannel channel = FileChannel.open(path)) {
      requireNotVersion1();
      SafetensorsFile file = SafetensorsFile.open(path.toString(), channel);
      Map<String, String> texts = new LinkedHashMap<>(file.texts());
      requireVersion(texts.get(MARKER));
      ParameterValues values = file.values();
      texts.remove(FORMAT);
      String expected = texts.remove(CHECKSUM);
      String actual = TensorChecksum.of(texts, values);
      if (!actual.equals(expected)) {
        throw invalid("expected checksum %s, got %s; it was altered".formatted(expected, actual));
      }
      return checkpoint(Settings.of(texts, HeapBudget.ofFile(channel.size())), values);
    } catch (SafetensorsFile.InvalidFileException e) {
      throw new TrainingException(
          "checkpoint %s; give a file of its own to the checkpoints, or delete it to start over"
              .formatted(e.getMessage()));
    } catch (IllegalArgumentException e) {
      throw invalid(e.getMessage() + "; it was altered");
    } catch (IOException e) {
      throw new UncheckedIOException("checkpoint %s: cannot be read".formatted(path), e);
    }
  }

  private void requireNotVersion1() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      if (Arrays.equals(in.readNBytes(VERSION_1.length), VERSION_1)) {
        throw invalid(
            "expected version %d, got 1, of an earlier release, which this one does not resume; end that run with the release that began it"
                .formatted(VERSION));
      }
    }
  }

  private void requireVersion(String version) {
    if (version == null) {
      throw new TrainingException(
          "checkpoint %s: expected a checkpoint, got other tensors; give a file of its own to the checkpoints"
              .formatted(path));
    }
    if (!version.equals(Integer.toString(VERSION))) {
      throw invalid(
          "expected version %d, got %s; was it written by another release?"
              .formatted(VERSION, Excerpt.of(version)));
    }
  }

  private static Checkpoint checkpoint(Settings texts, ParameterValues values) {
    texts.text(MARKER);
    List<String> fingerprint = texts.list(FINGERPRINT);
    for (String line : fingerprint) {
      if (!line.contains(": ")) {
        throw new IllegalArgumentException(
            "expected a line of the form 'name: value', got '%s'".formatted(Excerpt.of(line)));
      }
    }
    Map<String, ParameterValues> parts = new LinkedHashMap<>();
    texts.list(PARTS).forEach(part -> parts.put(part, part(values, part)));
    Settings progress = texts.within(PROGRESS);
    List<EpochReport> reports = new ArrayList<>();
    while (texts.has(REPORT + (reports.size() + 1) + ".epoch")) {
      reports.add(report(texts.within(REPORT + (reports.size() + 1) + ".")));
    }
    int epoch = progress.number("epoch");
    int step = progress.number("step");
    long number = progress.longNumber("number");
    long tokens = progress.longNumber("tokens");
    int empty = progress.has(EMPTY_STEPS) ? progress.number(EMPTY_STEPS) : 0;
    if (epoch != reports.size() + 1
        || step < 0
        || number < step
        || tokens < 0
        || empty < 0
        || empty > step) {
      throw new IllegalArgumentException(
          "expected the progress of a run, got epoch %d after %d reports, step %d of %d, %d of them empty, %d tokens"
              .formatted(epoch, reports.size(), step, number, empty, tokens));
    }
    Checkpoint checkpoint =
        new Checkpoint(
            fingerprint,
            new TrainingProgress(
                epoch,
                step,
                number,
                progress.decimal("loss_sum"),
                empty,
                tokens,
                progress.decimal("seconds"),
                reports,
                progress.flag(BEST) ? Optional.of(part(values, BEST)) : Optional.empty()),
            parts);
    texts.requireAllRead();
    return checkpoint;
  }

  private static EpochReport report(Settings texts) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    if (texts.has("metrics")) {
      texts.list("metrics").forEach(name -> metrics.put(name, texts.decimal("metric." + name)));
    }
    return new EpochReport(
        texts.number("epoch"),
        texts.decimal("mean_loss"),
        texts.has("dev_score")
            ? OptionalDouble.of(texts.decimal("dev_score"))
            : OptionalDouble.empty(),
        texts.flag("best"),
        texts.longNumber("tokens"),
        texts.decimal("seconds"),
        metrics);
  }

  /** Returns the values of a part, which may have none: an optimizer without state. */
  private static ParameterValues part(ParameterValues values, String part) {
    return values.names().stream().anyMatch(name -> name.startsWith(part + "."))
        ? values.part(part)
        : ParameterValues.of(Map.of());
  }

  private TrainingException invalid(String reason) {
    return new TrainingException(
        "checkpoint %s: %s; delete it to start over".formatted(path, reason));
  }
}
