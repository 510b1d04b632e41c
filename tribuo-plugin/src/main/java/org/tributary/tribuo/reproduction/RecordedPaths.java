package org.tributary.tribuo.reproduction;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.property.ListProperty;
import com.oracle.labs.mlrg.olcut.config.property.MapProperty;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import com.oracle.labs.mlrg.olcut.config.protobuf.protos.SimpleProvenanceProto;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import com.oracle.labs.mlrg.olcut.provenance.primitives.FileProvenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.SequenceModelProto;
import org.tributary.tribuo.LstmTaggerModel;
import org.tributary.tribuo.internal.ProvenanceParts;
import org.tributary.tribuo.internal.storage.StoredTagger;
import org.tributary.tribuo.internal.storage.TribuoMetadata;
import org.tributary.tribuo.protos.LstmTaggerProto;

/**
 * The paths of files in the provenance of a model, for a training on copies of the files, and in
 * configurations.
 */
public final class RecordedPaths {
  private RecordedPaths() {}

  /**
   * Returns a model with other paths, from which {@link Reproduction} reads the data.
   *
   * @param model the bytes of a model file of the present version
   * @param paths the new path of each recorded one; every value of the provenance that equals a key
   *     is replaced
   * @return the bytes of a model file
   * @throws IllegalArgumentException if the model is of another version
   * @throws IOException if the bytes are no model
   */
  public static byte[] replace(byte[] model, Map<String, String> paths) throws IOException {
    if (paths.isEmpty()) {
      return model;
    }
    SequenceModelProto file = SequenceModelProto.parseFrom(model);
    if (file.getVersion() != LstmTaggerModel.CURRENT_VERSION) {
      throw new IllegalArgumentException(
          "model: expected version %d, got %d; load it and save it again"
              .formatted(LstmTaggerModel.CURRENT_VERSION, file.getVersion()));
    }
    LstmTaggerProto tagger = file.getSerializedData().unpack(LstmTaggerProto.class);
    ModelDataProto.Builder metadata = TribuoMetadata.parse(tagger.getTribuoMetadata()).toBuilder();
    for (SimpleProvenanceProto.Builder value :
        metadata.getProvenanceBuilder().getSmpBuilderList()) {
      value.setValue(paths.getOrDefault(value.getValue(), value.getValue()));
    }
    return file.toBuilder()
        .setSerializedData(StoredTagger.packed(metadata.build(), tagger.getSafetensors()))
        .build()
        .toByteArray();
  }

  /**
   * Returns the configuration of a recorded object and its parts.
   *
   * @param paths returns the path to use instead of the recorded one of a file
   * @return the components, that of the object first
   */
  public static List<ConfigurationData> configuration(
      ConfiguredObjectProvenance object, UnaryOperator<Path> paths) {
    Set<String> files = new HashSet<>();
    collectFiles(object, files);
    Map<String, String> replaced = new HashMap<>();
    files.forEach(file -> replaced.put(file, paths.apply(Path.of(file)).toString()));
    return replace(ProvenanceUtil.extractConfiguration(object), replaced);
  }

  /**
   * Returns a configuration with other paths.
   *
   * @param paths the new path of each present one; every value that equals a key is replaced
   */
  public static List<ConfigurationData> replace(
      List<ConfigurationData> components, Map<String, String> paths) {
    return components.stream()
        .map(
            component -> {
              Map<String, Property> properties = new TreeMap<>(component.getProperties());
              properties.replaceAll((name, property) -> replaced(property, paths));
              return new ConfigurationData(
                  component.getName(), component.getClassName(), properties);
            })
        .toList();
  }

  private static Property replaced(Property property, Map<String, String> paths) {
    if (property instanceof SimpleProperty value) {
      return replaced(value, paths);
    }
    if (property instanceof ListProperty list) {
      return new ListProperty(
          list.getSimpleList().stream().map(value -> replaced(value, paths)).toList(),
          list.getClassList());
    }
    if (property instanceof MapProperty map) {
      Map<String, SimpleProperty> values = new TreeMap<>(map.getMap());
      values.replaceAll((key, value) -> replaced(value, paths));
      return new MapProperty(values);
    }
    return property;
  }

  private static SimpleProperty replaced(SimpleProperty value, Map<String, String> paths) {
    String path = paths.get(value.getValue());
    return path == null ? value : new SimpleProperty(path);
  }

  /** Collects the files that a provenance and its parts name. */
  private static void collectFiles(Provenance provenance, Set<String> files) {
    if (provenance instanceof FileProvenance file) {
      files.add(file.getValue().toString());
    }
    ProvenanceParts.of(provenance).values().forEach(part -> collectFiles(part, files));
  }
}
