package org.tributary.train.tagger;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tributary.internal.LibraryVersion;
import org.tributary.internal.tagger.DataHash;
import org.tributary.param.FloatTensor;
import org.tributary.param.ParameterValues;
import org.tributary.runtime.TensorFlowRuntime;
import org.tributary.tagger.SoftLabels;
import org.tributary.tagger.TaggedSentence;
import org.tributary.tagger.TaggerMetadata;
import org.tributary.tagger.WordTagger;
import org.tributary.tagger.definition.DevScore;
import org.tributary.tagger.definition.TaggerDefinition;
import org.tributary.train.EpochReport;

/** Information about a tagger's training, kept in its file as texts by name. */
final class TrainingInformation {
  private TrainingInformation() {}

  /**
   * Returns the information on a training run of the given data, so far as it is known before it:
   * {@code tributary.version}, {@code tensorflow.version}, {@code threads}, {@code
   * training.sentences}, {@code training.sha256} and {@code training.definition}. Times are left
   * out, so that equal training gives an equal file.
   *
   * <p>With development data also {@code development.sentences}, {@code development.sha256} and
   * {@code development.measure}. With soft labels also {@code teachers} (their origins), {@code
   * teachers.soft-labels.sha256} and {@code teachers.raw.sentences}. With a base tagger also its
   * own information under {@code base.…} and {@code base.weights.sha256}.
   */
  static Map<String, String> before(
      Optional<WordTagger> base,
      TaggerDefinition definition,
      List<TaggedSentence> train,
      List<TaggedSentence> dev,
      DevScore measure) {
    Map<String, String> texts = new TreeMap<>();
    texts.put(TaggerMetadata.VERSION, LibraryVersion.get());
    texts.put("tensorflow.version", TensorFlowRuntime.version());
    texts.put("threads", TensorFlowRuntime.threads().toString());
    addData("training", train, texts);
    addTeachers(train, texts);
    texts.put("training.definition", definition.toString());
    if (!dev.isEmpty()) {
      addData("development", dev, texts);
      texts.put("development.measure", measure.name());
    }
    if (base.isPresent()) {
      base.get().information().forEach((name, text) -> texts.put("base." + name, text));
      texts.put("base.weights.sha256", new DataHash().add(base.get().parameters()).hex());
    }
    return texts;
  }

  /**
   * Returns {@code before} with what the run adds: {@code training.options}, {@code epochs}, of a
   * run that was stopped early {@code stopped}, with development data {@code development.score} and
   * {@code epoch.best} and, if it was tuned, {@code outside.bias}.
   */
  static Map<String, String> after(Map<String, String> before, TaggerFitter.Trained trained) {
    Map<String, String> texts = new TreeMap<>(before);
    List<EpochReport> history = trained.history();
    texts.put("training.options", trained.options().toString());
    texts.put("epochs", Integer.toString(history.size()));
    if (trained.stopped()) {
      texts.put(TaggerMetadata.STOPPED, "true");
    }
    history.stream()
        .filter(report -> report.best() && report.devScore().isPresent())
        .reduce((earlier, later) -> later)
        .ifPresent(
            best -> {
              texts.put("epoch.best", Integer.toString(best.epoch()));
              best.devScore()
                  .ifPresent(score -> texts.put("development.score", Double.toString(score)));
            });
    trained
        .outsideBias()
        .ifPresent(
            bias -> {
              texts.put("development.score", Double.toString(bias.score()));
              texts.put("outside.bias", Double.toString(bias.shift()));
            });
    return texts;
  }

  private static void addData(
      String name, List<TaggedSentence> sentences, Map<String, String> texts) {
    texts.put(name + ".sentences", Integer.toString(sentences.size()));
    texts.put(name + ".sha256", sha256(sentences));
  }

  private static void addTeachers(List<TaggedSentence> sentences, Map<String, String> texts) {
    List<SoftLabels> soft =
        sentences.stream().flatMap(sentence -> sentence.softLabels().stream()).toList();
    if (!soft.isEmpty()) {
      texts.put(
          "teachers",
          soft.stream().map(SoftLabels::origin).distinct().collect(Collectors.joining("; ")));
      texts.put("teachers.soft-labels.sha256", SoftLabels.sha256(soft));
      texts.put(
          "teachers.raw.sentences",
          Long.toString(soft.stream().filter(labels -> !labels.countsLabels()).count()));
    }
  }

  /**
   * Returns the SHA-256 of the tokens and labels, and of further columns and numbers if there are
   * any; soft labels have a hash of their own.
   */
  private static String sha256(List<TaggedSentence> sentences) {
    DataHash hash = new DataHash();
    for (TaggedSentence sentence : sentences) {
      hash.add(sentence.tokens()).add(sentence.labels());
      new TreeMap<>(sentence.columns())
          .forEach((name, values) -> hash.add(List.of(name)).add(values));
      Map<String, FloatTensor> numbers = new TreeMap<>();
      sentence.numbers().forEach((name, column) -> numbers.put(name, column.values()));
      hash.add(ParameterValues.of(numbers));
    }
    return hash.hex();
  }
}
