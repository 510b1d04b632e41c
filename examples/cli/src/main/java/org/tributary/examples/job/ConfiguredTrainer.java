package org.tributary.examples.job;

import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.tributary.tribuo.LstmTaggerTrainer;
import org.tributary.tribuo.data.TokenFeatureExtractor;

/**
 * A trainer of an OLCUT configuration file.
 *
 * @param file the file
 * @param trainer the trainer
 * @param extractor the feature extractor of the file, if it has one
 */
public record ConfiguredTrainer(
    Path file, LstmTaggerTrainer trainer, Optional<TokenFeatureExtractor> extractor) {

  /**
   * Reads a configuration.
   *
   * @throws IOException if there is no such file
   * @throws JobException if the file has not exactly one trainer, more than one extractor, or
   *     settings that are refused
   */
  public static ConfiguredTrainer read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(file.toString(), null, "no such file; check the path");
    }
    SortedSet<String> components = new TreeSet<>();
    try (ConfigurationManager manager = new ConfigurationManager(file.toString())) {
      components.addAll(manager.getComponentNames());
      List<LstmTaggerTrainer> trainers = manager.lookupAll(LstmTaggerTrainer.class);
      if (trainers.size() != 1) {
        throw new JobException(
            "%s: expected one component of type %s, got %d%s"
                .formatted(
                    file,
                    LstmTaggerTrainer.class.getName(),
                    trainers.size(),
                    trainers.isEmpty()
                        ? "; check the types of its components: it has " + named(components)
                        : ""));
      }
      List<TokenFeatureExtractor> extractors =
          outer(manager.lookupAll(TokenFeatureExtractor.class));
      if (extractors.size() > 1) {
        throw new JobException(
            "%s: expected at most one feature extractor, got %d; the command reads all files with one"
                .formatted(file, extractors.size()));
      }
      return new ConfiguredTrainer(file, trainers.get(0), extractors.stream().findFirst());
    } catch (JobException e) {
      throw e;
    } catch (RuntimeException e) { // OLCUT throws several for bad files and settings
      String reason = reason(e);
      throw new JobException(
          reason.endsWith("Failed to find component.")
              ? "%s: %s The file has %s.".formatted(file, reason, named(components))
              : "%s: %s".formatted(file, reason),
          e);
    }
  }

  /** Returns the extractors that are not part of another one. */
  private static List<TokenFeatureExtractor> outer(List<TokenFeatureExtractor> all) {
    return all.stream()
        .filter(
            each ->
                all.stream()
                    .noneMatch(
                        other ->
                            other
                                .getProvenance()
                                .getConfiguredParameters()
                                .containsValue(each.getProvenance())))
        .toList();
  }

  private static String named(SortedSet<String> components) {
    return components.isEmpty()
        ? "no components"
        : "the components " + String.join(", ", components);
  }

  /** Returns the root cause's message, prefixed by component and property if OLCUT names them. */
  private static String reason(Throwable thrown) {
    Throwable root = thrown;
    PropertyException ofProperty = null;
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      root = t;
      ofProperty = t instanceof PropertyException found ? found : ofProperty;
    }
    String message = root.getMessage() == null ? root.toString() : root.getMessage();
    if (ofProperty == null) {
      return "cannot be read as an OLCUT configuration, XML in a file whose name ends in .xml: "
          + message;
    }
    String prefixed = ofProperty.getMessage(); // begins with component and property
    return prefixed.contains(message) ? prefixed : prefixed + ": " + message;
  }

  /** Returns the random seed of the trainer. */
  public long seed() {
    return (long) trainer.get("seed").orElseThrow();
  }

  /** Returns whether the trainer names development data. */
  public boolean hasDevSource() {
    return trainer.get("devSource").isPresent();
  }

  /** Returns the trainer with another seed. */
  public LstmTaggerTrainer trainer(long seed) {
    return trainer.toBuilder().seed(seed).build();
  }

  @Override
  public String toString() {
    return "trainer of " + file;
  }
}
