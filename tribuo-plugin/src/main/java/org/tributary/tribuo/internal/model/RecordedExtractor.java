package org.tributary.tribuo.internal.model;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.PropertyException;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.EnumProvenance;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.tribuo.provenance.DataProvenance;
import org.tribuo.provenance.DatasetProvenance;
import org.tribuo.provenance.ModelProvenance;
import org.tributary.feature.Gazetteer;
import org.tributary.tribuo.data.GazetteerFeatureExtractor;
import org.tributary.tribuo.data.TokenFeatureExtractor;
import org.tributary.tribuo.data.WordFeatureExtractor;
import org.tributary.tribuo.data.WordFormFeatureExtractor;
import org.tributary.tribuo.internal.OutOfMemory;
import org.tributary.tribuo.internal.ProvenanceParts;

/**
 * Re-creation of the feature extractor that a model's provenance records. The provenance may come
 * from an untrusted file: no code of a class that it names runs, static initializers included,
 * unless the class is Tributary's own or allowed by the caller.
 */
public final class RecordedExtractor {
  private static final String EXTRACTOR = "extractor";

  /** The column of a CoNLL-U source. */
  private static final String COLUMN = "column";

  /** The name of the source that a {@code SplitDataSource} splits. */
  private static final String SOURCE = "source";

  /** The setting of word shapes, and its value in provenance from before there was one. */
  private static final String SHAPES = "shapes";

  private static final WordFormFeatureExtractor.Shapes FIRST_SHAPES =
      WordFormFeatureExtractor.Shapes.VERSION_1;

  private static final Set<Class<?>> OWN =
      Set.of(
          WordFeatureExtractor.class,
          WordFormFeatureExtractor.class,
          GazetteerFeatureExtractor.class);

  private static final String REMEDY =
      "pass the extractor that made the training features to LstmTaggerModel.tagger";

  private RecordedExtractor() {}

  /**
   * Re-creates the extractor with its recorded settings.
   *
   * @param allowed the classes of the caller that may be created
   * @param folders the folders of the model's file, which are searched for a gazetteer, too; none
   *     for a stream
   * @throws IllegalStateException with the reason if there is none, or it cannot be created
   */
  public static TokenFeatureExtractor of(
      ModelProvenance provenance, Set<Class<?>> allowed, List<Path> folders) {
    return of(provenance.getDatasetProvenance(), allowed, folders);
  }

  private static TokenFeatureExtractor of(
      DatasetProvenance data, Set<Class<?>> allowed, List<Path> folders) {
    DataProvenance source = source(data);
    ConfiguredObjectProvenance recorded =
        extractor(source)
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "LSTM tagger: expected training data that records its feature extractor, got the source %s, which records none; %s"
                            .formatted(source.getClassName(), REMEDY)));
    List<ConfigurationData> components = ProvenanceUtil.extractConfiguration(recorded);
    Set<Class<?>> all = new HashSet<>(OWN);
    all.addAll(allowed);
    for (ConfigurationData component : components) {
      requireAllowed(component.getClassName(), all);
    }
    requireExtractor(recorded.getClassName());
    List<ConfigurationData> located =
        components.stream()
            .map(each -> RecordedGazetteer.located(withShapes(each), folders))
            .toList();
    try (ConfigurationManager manager = new ConfigurationManager()) {
      manager.addConfiguration(located);
      return (TokenFeatureExtractor) manager.lookup(components.get(0).getName());
    } catch (RuntimeException | LinkageError e) {
      // OLCUT throws all of these for bad settings
      if (components.stream().anyMatch(RecordedGazetteer::isGazetteer)
          && OutOfMemory.rootUnlessOutOfMemory(e) instanceof PropertyException ofFile
          && RecordedGazetteer.PATH.equals(ofFile.getProperty())) {
        throw new IllegalStateException("gazetteer: " + oneLine(ofFile.getMsg()), e);
      }
      throw new IllegalStateException(
          "LSTM tagger: the extractor %s cannot be created with the recorded settings: %s; %s"
              .formatted(recorded.getClassName(), OutOfMemory.reason(e), REMEDY),
          e);
    }
  }

  /**
   * Returns the gazetteer of the extractor that data records; empty without one.
   *
   * @param folders as in {@link #of}
   * @throws IllegalStateException if its file is missing or was changed
   */
  public static Optional<Gazetteer> gazetteer(DatasetProvenance data, List<Path> folders) {
    return in(data)
        .filter(extractor -> extractor.getClassName().equals(RecordedGazetteer.CLASS))
        .map(extractor -> of(data, Set.of(), folders))
        .map(extractor -> ((GazetteerFeatureExtractor) extractor).gazetteer());
  }

  /**
   * Returns the class of the extractor that data records, within one with a gazetteer; empty
   * without one.
   */
  public static Optional<String> classOfWordFeatures(DatasetProvenance data) {
    return in(data)
        .map(
            extractor ->
                extractor.getClassName().equals(RecordedGazetteer.CLASS)
                        && extractor.getConfiguredParameters().get(EXTRACTOR)
                            instanceof ConfiguredObjectProvenance inner
                    ? inner
                    : extractor)
        .map(ConfiguredObjectProvenance::getClassName);
  }

  /** Returns a component whose word shapes are those of its time, if it records none. */
  private static ConfigurationData withShapes(ConfigurationData component) {
    if (!component.getClassName().equals(WordFormFeatureExtractor.class.getName())
        || component.getProperties().containsKey(SHAPES)) {
      return component;
    }
    Map<String, Property> properties = new TreeMap<>(component.getProperties());
    properties.put(SHAPES, new SimpleProperty(FIRST_SHAPES.name()));
    return new ConfigurationData(component.getName(), component.getClassName(), properties);
  }

  /** Returns the source of a dataset, or of the dataset that it was derived from. */
  private static DataProvenance source(DatasetProvenance dataset) {
    DataProvenance source = dataset.getSourceProvenance();
    return source instanceof DatasetProvenance inner ? source(inner) : source;
  }

  /** Returns the provenance of the extractor of a dataset's source, if it records one. */
  public static Optional<ConfiguredObjectProvenance> in(DatasetProvenance dataset) {
    return extractor(source(dataset));
  }

  /**
   * Checks that two extractors are {@link #equal}, if both are recorded.
   *
   * @param message the message, with a place for each of the two
   * @throws IllegalArgumentException if they differ
   */
  public static void requireEqual(
      Optional<ConfiguredObjectProvenance> expected,
      Optional<ConfiguredObjectProvenance> found,
      String message) {
    if (expected.isPresent() && found.isPresent() && !equal(expected.get(), found.get())) {
      throw new IllegalArgumentException(
          message.formatted(description(expected.get()), description(found.get())));
    }
  }

  /** Returns whether two extractors are equal, ignoring the paths of gazetteers. */
  public static boolean equal(ConfiguredObjectProvenance one, ConfiguredObjectProvenance other) {
    if (!one.getClassName().equals(other.getClassName())) {
      return false;
    }
    Map<String, Provenance> settings = settings(one);
    Map<String, Provenance> others = settings(other);
    return settings.keySet().equals(others.keySet())
        && settings.entrySet().stream()
            .allMatch(each -> equal(each.getValue(), others.get(each.getKey())));
  }

  private static Map<String, Provenance> settings(ConfiguredObjectProvenance extractor) {
    Map<String, Provenance> settings = new TreeMap<>(extractor.getConfiguredParameters());
    if (extractor.getClassName().equals(RecordedGazetteer.CLASS)) {
      settings.remove(RecordedGazetteer.PATH);
    }
    if (extractor.getClassName().equals(WordFormFeatureExtractor.class.getName())) {
      settings.putIfAbsent(SHAPES, new EnumProvenance<>(SHAPES, FIRST_SHAPES));
    }
    return settings;
  }

  private static boolean equal(Provenance one, Provenance other) {
    if (one instanceof ConfiguredObjectProvenance inner
        && other instanceof ConfiguredObjectProvenance otherInner) {
      return equal(inner, otherInner);
    }
    return one.equals(other);
  }

  private static Optional<ConfiguredObjectProvenance> extractor(DataProvenance source) {
    return setting(source, EXTRACTOR)
        .filter(ConfiguredObjectProvenance.class::isInstance)
        .map(ConfiguredObjectProvenance.class::cast);
  }

  /** Returns a setting of a source, or of the one that it splits. */
  private static Optional<Provenance> setting(DataProvenance source, String name) {
    Map<String, Provenance> parts = ProvenanceParts.of(source);
    return parts.containsKey(name) || !(parts.get(SOURCE) instanceof DataProvenance all)
        ? Optional.ofNullable(parts.get(name))
        : setting(all, name);
  }

  /**
   * Checks that development data have labels of the training data's column, and features of an
   * extractor like theirs. Data whose source does not record them pass.
   *
   * @throws IllegalArgumentException if they differ; the message names both
   */
  public static void requireAlike(DatasetProvenance training, DatasetProvenance dev) {
    requireEqual(
        in(training),
        in(dev),
        "development data: expected features of the training data's extractor %s, got those of %s; read both with one extractor");
    Optional<String> column = setting(source(training), COLUMN).map(RecordedExtractor::text);
    Optional<String> ofDev = setting(source(dev), COLUMN).map(RecordedExtractor::text);
    if (column.isPresent() && ofDev.isPresent() && !column.equals(ofDev)) {
      throw new IllegalArgumentException(
          "development data: expected the labels of the column %s, as in the training data, got those of %s; set the column of devSource to it"
              .formatted(column.get(), ofDev.get()));
    }
  }

  private static String text(Provenance value) {
    return value instanceof PrimitiveProvenance<?> primitive
        ? String.valueOf(primitive.getValue())
        : value.toString();
  }

  /** Returns the class of an extractor without its package, and its settings. */
  private static String description(ConfiguredObjectProvenance extractor) {
    String name = extractor.getClassName();
    return name.substring(name.lastIndexOf('.') + 1) + extractor.getConfiguredParameters();
  }

  private static void requireAllowed(String className, Set<Class<?>> allowed) {
    if (allowed.stream().noneMatch(each -> each.getName().equals(className))) {
      found(className); // another message if the class is missing
      throw new IllegalStateException(
          "LSTM tagger: expected an extractor of Tributary's, got the class %s, which is not allowed to run, since a model file may come from anyone; if you trust it, load with Tagger.loader().allow(%s.class), or %s"
              .formatted(oneLine(className), simpleName(className), REMEDY));
    }
  }

  private static void requireExtractor(String className) {
    if (!TokenFeatureExtractor.class.isAssignableFrom(found(className))) {
      throw new IllegalStateException(
          "LSTM tagger: expected a TokenFeatureExtractor as the recorded extractor, got the class %s; %s"
              .formatted(oneLine(className), REMEDY));
    }
  }

  /** Returns a class without initializing it. */
  private static Class<?> found(String className) {
    try {
      return Class.forName(className, false, ConfigurationManager.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalStateException(
          "LSTM tagger: the extractor's class %s is not on the class path; add its jar, or %s"
              .formatted(oneLine(className), REMEDY),
          e);
    }
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private static String simpleName(String className) {
    return oneLine(className.substring(className.lastIndexOf('.') + 1));
  }
}
